import { setTimeout as delay } from 'node:timers/promises';
import type { Recorded } from '@pgai/event-store/event.js';
import { caughtUp } from '@pgai/event-store/event-store.js';
import type { Logger } from 'pino';
import { noticeOf, queriesFor, type Relevant, relevantTo, transact } from './apply.js';
import { createCheckpoint, moveCheckpoint, readCheckpoint, recordFailure } from './checkpoint.js';
import { Feed } from './feed.js';
import { isOutage } from './outage.js';
import { Progress } from './progress.js';
import type { Follower, Open } from './projection.js';
import { Session } from './session.js';
import type { Tail } from './tail.js';

const batchEvents = 500;
const bufferedEvents = 1_000;
const pollMs = 500;
/** A checkpoint without rows to go with it is written after so many events or so much time, whichever comes first. */
const idleEvents = 1_000;
const idleMs = 5_000;

type Options = { databaseUrl: string; tail: Tail; open: Open; logger: Logger };

/** An event this follower cannot take, whatever it does. */
class Poison extends Error {
  constructor(
    readonly event: Relevant,
    cause: unknown,
  ) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

/**
 * Follows the log for one projection or reactor: wait for the lock ▸ lead ▸ (outage: from the start | poison: wait until
 * somebody clears the failure). The session that holds the lock is the one that writes, and each batch moves the
 * checkpoint from the very position it was read at; so an event is applied once, whoever else believes to lead.
 */
export class Runner {
  readonly progress = new Progress();
  private readonly stopping = new AbortController();
  private readonly logger: Logger;
  private running: Promise<void> = Promise.resolve();
  private failed = false;

  constructor(
    private readonly follower: Follower,
    private readonly options: Options,
  ) {
    this.logger = options.logger.child({ projection: follower.name });
  }

  start() {
    this.running = this.run();
  }

  /** Finishes the batch under way. */
  async stop() {
    this.stopping.abort();
    await this.running;
  }

  private async run() {
    const { signal } = this.stopping;
    for (let failures = 0; !signal.aborted; ) {
      let session: Session | undefined;
      try {
        const { name } = this.follower;
        session = await Session.open(this.options.databaseUrl, `pgai projector ${name}`, 'read');
        if (!(await this.lead(session))) return;
        failures = 0;
        await this.follow(session);
      } catch (error) {
        if (error instanceof Poison) {
          this.failed = true;
        } else {
          this.logger.warn({ err: error, failures }, 'interrupted, trying again');
          const ceilingMs = Math.min(10_000, 100 * 2 ** failures++);
          await delay(ceilingMs * (0.5 + Math.random() / 2), undefined, { signal }).catch(() => undefined);
        }
      } finally {
        await session?.close().catch(() => undefined);
      }
    }
  }

  /**
   * Asks for the lock until it is free; true once this process leads. It never queues for the lock: a waiting statement
   * would keep its snapshot, and vacuum from doing its work, for as long as the other leads.
   */
  private async lead(session: Session) {
    const { name } = this.follower;
    while (!this.stopping.signal.aborted) {
      session.lost.throwIfAborted();
      const { position, failure } = await readCheckpoint(session, name);
      if (failure === null) this.failed = false;
      if (!this.failed) {
        const { rows } = await session.query<{ leads: boolean }>(
          "select pg_try_advisory_lock(hashtextextended('pgai projection ' || $1, 0)) as leads",
          [name],
        );
        if (rows[0]?.leads) return true;
        this.progress.follow(position);
        this.progress.settle();
      }
      await delay(pollMs, undefined, { signal: this.stopping.signal }).catch(() => undefined);
    }
    return false;
  }

  private async follow(session: Session) {
    const { name } = this.follower;
    while (!this.stopping.signal.aborted) {
      await createCheckpoint(session, name);
      const { position } = await readCheckpoint(session, name);
      this.logger.info({ position: String(position) }, 'leading');
      await this.followFrom(session, position);
      session.lost.throwIfAborted();
    }
  }

  /** Until stopped, or until somebody else (a rebuild) has moved the checkpoint. */
  private async followFrom(session: Session, start: bigint) {
    const leaving = new AbortController();
    const signal = AbortSignal.any([this.stopping.signal, session.lost, leaving.signal]);
    const feed = new Feed(this.options.tail.follow(start, signal), bufferedEvents);
    const done = { written: start, position: start, events: 0, at: performance.now() };
    try {
      for (;;) {
        const items = await feed.take(batchEvents, done.position > done.written ? idleMs : undefined);
        if (!items || this.stopping.signal.aborted) return;

        const events = items.filter((item): item is Recorded => item !== caughtUp);
        done.position = events.at(-1)?.position ?? done.position;
        done.events += events.length;
        const relevant = relevantTo(this.follower, events);
        const idle = done.events >= idleEvents || performance.now() - done.at >= idleMs;
        if (relevant.length > 0 || (idle && done.position > done.written)) {
          if (!(await this.apply(session, relevant, done.written, done.position))) return;
          Object.assign(done, { written: done.position, events: 0, at: performance.now() });
        }
        this.progress.follow(done.position);
        if (items.includes(caughtUp)) this.progress.settle();
      }
    } finally {
      leaving.abort();
      feed.stop();
    }
  }

  /** @returns false when the checkpoint is no longer where it was */
  private async apply(session: Session, events: Relevant[], from: bigint, to: bigint): Promise<boolean> {
    try {
      return await this.applyTogether(session, events, from, to);
    } catch (error) {
      if (isOutage(error)) throw error;
      const [event] = events;
      if (event && events.length === 1) throw await this.poisoned(session, event, error);
      return this.applyOneByOne(session, events, from, to);
    }
  }

  private async applyTogether(session: Session, events: Relevant[], from: bigint, to: bigint) {
    const queries = await queriesFor(this.follower, events, this.options.open);
    const notice = noticeOf(this.follower, events);
    return transact(session, [...queries, ...notice], moveCheckpoint(this.follower.name, from, to));
  }

  /** A batch failed: go up to the very event that is to blame. */
  private async applyOneByOne(session: Session, events: Relevant[], from: bigint, to: bigint) {
    let position = from;
    for (const event of events) {
      const next = event === events.at(-1) ? to : event.position;
      if (!(await this.apply(session, [event], position, next))) return false;
      position = next;
    }
    return true;
  }

  private async poisoned(session: Session, event: Relevant, cause: unknown) {
    const poison = new Poison(event, cause);
    const { position, type, id, stream } = event;
    this.logger.error(
      { err: cause, position: String(position), type, id, stream },
      'stopped: this event cannot be applied; rebuild the projection once it can',
    );
    await recordFailure(session, this.follower.name, position, `${type} ${id}: ${poison.message}`);
    this.progress.fail(poison);
    return poison;
  }
}
