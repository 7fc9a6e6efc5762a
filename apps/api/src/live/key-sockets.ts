import { Injectable } from '@nestjs/common';
import { allows } from '@pgai/domain/permissions/allows.js';
import { ApiKeyLookup } from '../platform/api-key-lookup.js';
import { holderOf } from '../platform/identify-key.js';
import { wrongApiKey } from '../platform/problem.js';
import { addressOf } from '../platform/upgrade.js';
import type { LiveSocket } from './live-socket.js';

/** At least so often: a timer cannot wait for years, and a secret grows too old without a notice. */
const lookEveryMs = 60_000;

/**
 * Sockets of programs, which connect with `auth: { api_key }` in place of a cookie. They hear the notices of the key's
 * team, look at nothing and are seen by nobody. They end with the key: at its own time by a timer, otherwise by a notice.
 */
@Injectable()
export class KeySockets {
  private readonly timers = new Map<LiveSocket, NodeJS.Timeout>();

  constructor(private readonly keys: ApiKeyLookup) {}

  isOne({ handshake }: LiveSocket) {
    return handshake.auth.api_key !== undefined;
  }

  async admit(socket: LiveSocket) {
    const { api_key_id, team_id } = await this.find(socket);
    const nobody = { session_id: '', user_id: '', name: '', open: null, session: null, since: Date.now() };
    socket.data = { ...nobody, address: addressOf(socket.request), key: { api_key_id, team_id } };
    await socket.join([`api_key:${api_key_id}`, `team:${team_id}`]);
  }

  /** Ends the socket unless its key is still good; then it looks again at the key's end. */
  async look(socket: LiveSocket) {
    try {
      const { ends_at } = await this.find(socket);
      if (!socket.connected) return;
      const left = ends_at ? ends_at.getTime() - Date.now() : lookEveryMs;
      clearTimeout(this.timers.get(socket));
      const timer = setTimeout(() => void this.look(socket), Math.min(Math.max(left, 0) + 20, lookEveryMs));
      this.timers.set(socket, timer.unref());
    } catch {
      socket.disconnect(true);
    }
  }

  forget(socket: LiveSocket) {
    clearTimeout(this.timers.get(socket));
    this.timers.delete(socket);
  }

  private async find(socket: LiveSocket) {
    const { auth, headers } = socket.handshake;
    const secret: unknown = auth.api_key;
    if (typeof secret !== 'string') throw wrongApiKey();
    const origin = { ip: addressOf(socket.request), user_agent: headers['user-agent'] ?? '' };
    const found = await this.keys.find(secret, origin);
    if (!allows(holderOf(found), 'team:read')) throw wrongApiKey();
    return found;
  }
}
