import type { ClientToServer, Present, ServerToClient } from '@pgai/contracts/live.js';
import type { Socket } from 'socket.io-client';
import { createContext } from 'svelte';
import { invalidate, refreshAll } from '$app/navigation';
import { keysOf } from './keys.ts';

/** A short break is nobody's business: only after this long does the page say that it is offline. */
const graceMs = 1_000;

/**
 * The page's ear. Notices say what moved; the load functions that depend on it run again and ask with a GET.
 * What moved while nobody listened (before joining, or while the socket was down) is caught up by one full reload.
 */
export class Live {
  people = $state.raw<Present['people']>([]);
  /** Since when the socket has been down, once that is worth saying. */
  offlineSince = $state.raw<Date>();

  #socket: Socket<ServerToClient, ClientToServer> | undefined;
  #team: string | undefined;
  #closed = false;
  #grace: ReturnType<typeof setTimeout> | undefined;

  /** Joins a team's room. The socket client is fetched when the page already stands, to keep the first load small. */
  async open(team: string | undefined) {
    this.#team = team;
    this.people = [];
    if (this.#socket?.connected) return this.#join(false);
    if (this.#socket) return;
    const { io } = await import('socket.io-client');
    if (this.#closed || this.#socket) return;
    this.#listen(io({ transports: ['websocket'], reconnectionDelayMax: 5_000 }));
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
      const after = this.offlineSince !== undefined;
      this.offlineSince = undefined;
      void this.#join(after);
    });
    socket.on('disconnect', () => this.#down());
    socket.on('connect_error', () => this.#down());
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
    await (everything ? refreshAll() : invalidate('app:teams', true));
  }

  #down() {
    if (this.#closed || this.offlineSince || this.#grace) return;
    const since = new Date();
    this.#grace = setTimeout(() => {
      this.offlineSince = since;
      this.people = [];
    }, graceMs);
  }

  // Back online: no reason to sit out the rest of the pause between two tries.
  #retry = () => {
    if (!this.#socket?.connected) this.#socket?.disconnect().connect();
  };
}

export const [useLive, provideLive] = createContext<Live>();
