import { setTimeout as delay } from 'node:timers/promises';
import { hasTrail, trailSoFar } from '@pgai/catalog/trail.js';
import type { ConnectedDatabases } from '@pgai/connections/connected-databases.js';
import { DomainError } from '@pgai/domain/domain-error.js';
import { ask } from '@pgai/target/read.js';
import type { Session } from '@pgai/target/session.js';
import type { Target } from '@pgai/target/target.js';
import { TargetError } from '@pgai/target/target-error.js';

type Parts = { databases: ConnectedDatabases; wake: (connectionId: string) => Promise<unknown> };
type Heard = { newest: string | undefined; tell: () => void };

const most = 50;
/** A pool with fewer sessions has none to spare. */
const smallestPool = 3;
/** After that it is asked anew whether the connection may be used, and how. */
const holdMs = 20_000;
const settleMs = 200;
const betweenWakesMs = 3_000;
const firstRestMs = 1_000;
const longestRestMs = 60_000;
const bytes = 65_536;

/**
 * Where the trail is installed, one session of the pool waits for its notices and has the schema looked at. Where that is
 * not possible, for whatever reason, nothing is said: polling sees the change too.
 */
export class TrailListeners {
  private readonly stopping = new AbortController();
  private readonly listening = new Map<string, Promise<void>>();
  private readonly rests = new Map<string, { failures: number; until: number }>();

  constructor(private readonly parts: Parts) {}

  /** Asked after each look, and does something only if nobody here listens yet. */
  want(id: string) {
    const resting = (this.rests.get(id)?.until ?? 0) > Date.now();
    if (this.stopping.signal.aborted || resting || this.listening.has(id) || this.listening.size >= most)
      return;
    this.listening.set(
      id,
      this.listen(id).finally(() => this.listening.delete(id)),
    );
  }

  async stop() {
    this.stopping.abort();
    await Promise.all(this.listening.values());
  }

  private async listen(id: string) {
    const heard: Heard = { newest: undefined, tell: paced(() => this.parts.wake(id), this.stopping.signal) };
    const access = { purpose: 'schema', by: { kind: 'system', id: 'schema-catalog' } } as const;
    try {
      let held = true;
      while (held && !this.stopping.signal.aborted) {
        held = await this.parts.databases.withClient(id, access, (session, target) =>
          this.hold(id, session, target, heard),
        );
        if (held) this.rests.delete(id);
      }
    } catch (error) {
      if (error instanceof DomainError) this.rests.delete(id);
      else this.rest(id);
    }
  }

  /** @returns whether it listened, and may go on */
  private async hold(id: string, session: Session, target: Target, heard: Heard) {
    const { client, dialled } = session;
    const say = async (text: string) =>
      (await ask(session, target, text, [], { rows: 1, bytes, timeoutMs: 4_000 })).rows[0]?.[0];
    if ((await say(hasTrail)) !== true) return false;
    const room = ((await this.parts.databases.figures(id))?.max ?? 0) >= smallestPool;
    if (!room || (await say(`select pg_catalog.pg_try_advisory_lock(${lockOf(id)})`)) !== true) {
      this.rest(id, longestRestMs);
      return false;
    }
    const leaving = new AbortController();
    const lost = () => leaving.abort();
    client.on('notification', heard.tell);
    dialled.socket.once('close', lost);
    try {
      await say('listen pgai_ddl');
      const newest = String(await say(trailSoFar));
      if (heard.newest !== undefined && newest !== heard.newest) heard.tell(); // noted while nobody listened
      await delay(holdMs, undefined, {
        signal: AbortSignal.any([leaving.signal, this.stopping.signal]),
      }).catch(() => undefined);
      if (leaving.signal.aborted) throw new TargetError('connection-lost', 'The session was ended.');
      heard.newest = String(await say(trailSoFar));
      return true;
    } finally {
      dialled.socket.off('close', lost);
      await say('unlisten pgai_ddl')
        .then(() => say(`select pg_catalog.pg_advisory_unlock(${lockOf(id)})`))
        .catch(() => dialled.socket.destroy());
      client.off('notification', heard.tell);
    }
  }

  private rest(id: string, atLeastMs = 0) {
    const failures = this.rests.get(id)?.failures ?? 0;
    const ms = Math.max(atLeastMs, Math.min(longestRestMs, firstRestMs * 2 ** failures));
    this.rests.set(id, { failures: failures + 1, until: Date.now() + ms * (0.5 + Math.random() / 2) });
  }
}

/** Two numbers that are this connection's own: of all processes, one listens. */
const lockOf = (id: string) => {
  const bits = Buffer.from(id.replaceAll('-', ''), 'hex');
  return `${bits.readInt32BE(8)}, ${bits.readInt32BE(12)}`;
};

/** A migration of a thousand statements is looked at every few seconds, and once more at its end. */
function paced(work: () => Promise<unknown>, signal: AbortSignal) {
  let waiting = false;
  let last = 0;
  return () => {
    if (waiting) return;
    waiting = true;
    const ms = Math.max(settleMs, last + betweenWakesMs - Date.now());
    delay(ms, undefined, { signal })
      .then(() => {
        waiting = false;
        last = Date.now();
        return work();
      })
      .catch(() => undefined); // polling sees it
  };
}
