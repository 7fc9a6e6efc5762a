import type { ClientToServer, Present, ServerToClient } from '@pgai/contracts/live.js';
import type { Socket } from 'socket.io-client';
import { createContext } from 'svelte';
import { problemOf } from '#lib/api/problem-error.ts';
import { getMe } from '#lib/session/session.api.ts';
import { invalidate, refreshAll } from '$app/navigation';
import { keysOf } from './keys.ts';

/** A short break is nobody's business: only after this long does the page say that it is offline. */
const graceMs = 1_000;
const retryMs = 2_000;

/**
 * The page's ear. Notices say what moved; the load functions that depend on it run again and ask with a GET.
 * What moved while nobody listened (before joining, or while the socket was down) is caught up by one full reload.
 */
export class Live {
  people = $state.raw<Present['people']>([]);
  /** Since when the socket has been down, once that is worth saying. */
  offlineSince = $state.raw<Date>();

  /** While signing out, to be sent away is what was asked for. */
  leaving = false;

  #socket: Socket<ServerToClient, ClientToServer> | undefined;
  #team: string | undefined;
  #heard = false;
  #closed = false;
  #grace: ReturnType<typeof setTimeout> | undefined;

  /** Joins a team's room. The socket client is fetched when the page already stands, to keep the first load small. */
  async open(team: string | undefined) {
    this.#team = team;
    this.people = [];
    if (this.#socket?.connected) return this.#join(false);
    if (this.#socket) return;
    const { io } = await this.#client();
    if (this.#closed || this.#socket) return;
    this.#listen(io({ transports: ['websocket'], reconnectionDelayMax: 5_000 }));
  }

  /** The network may be gone before the client is here; then it is fetched again, like a socket connects again. */
  async #client(): Promise<typeof import('socket.io-client')> {
    try {
      return await import('socket.io-client');
    } catch {
      this.#lost(true);
      await pause();
      return this.#client();
    }
  }

  close() {
    this.#closed = true;
    clearTimeout(this.#grace);
    removeEventListener('online', this.#retry);
    this.#socket?.disconnect();
  }

  #listen(socket: Socket<ServerToClient, ClientToServer>) {
    this.#socket = socket;
    addEventListener('online', this.#retry);
    socket.on('connect', () => {
      clearTimeout(this.#grace);
      this.#grace = undefined;
      this.offlineSince = undefined;
      void this.#join(this.#heard);
      this.#heard = true;
    });
    socket.on('disconnect', () => this.#lost(socket.active));
    socket.on('connect_error', () => this.#lost(socket.active));
    socket.on('moved', (notice) => {
      for (const key of keysOf(notice)) void invalidate(key, true);
    });
    socket.on('present', ({ team_id, people }) => {
      if (team_id === this.#team) this.people = people;
    });
  }

  async #join(everything: boolean) {
    const team = this.#team;
    if (team) await new Promise((joined) => this.#socket?.emit('open_team', team, joined));
    if (!everything) return invalidate('app:teams', true);
    await answering();
    if (!this.#closed) await refreshAll();
  }

  #lost(triesAgain: boolean) {
    if (this.#closed || this.leaving) return;
    if (!triesAgain) void this.#sentAway();
    if (this.offlineSince || this.#grace) return;
    const since = new Date();
    this.#grace = setTimeout(() => {
      this.offlineSince = since;
      this.people = [];
    }, graceMs);
  }

  /** The server hung up on purpose. If the session has ended, asking who we are leads to sign-in; else we come again. */
  async #sentAway() {
    await invalidate('app:me', true);
    await pause();
    if (!this.#closed) this.#socket?.connect();
  }

  // Back online: no reason to sit out the rest of the pause between two tries.
  #retry = () => {
    if (!this.#socket?.connected) this.#socket?.disconnect().connect();
  };
}

/** A load that fails takes the page away, with what is typed on it; so after a break first see that reads work again. */
async function answering() {
  while (await getMe(globalThis.fetch).then(() => false, inTrouble)) await pause();
}

const inTrouble = (error: unknown) => problemOf(error).status === 0 || problemOf(error).status >= 500;
const pause = () => new Promise((over) => setTimeout(over, retryMs));

export const [useLive, provideLive] = createContext<Live>();
