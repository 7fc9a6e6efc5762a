import {
  type AllStreamResolvedEvent,
  type AppendExpectedRevision,
  BACKWARDS,
  END,
  type EventStoreDBClient,
  jsonEvent,
  NO_STREAM,
  type Position,
  START,
  StreamNotFoundError,
  WrongExpectedVersionError,
} from '@eventstore/db-client';
import type { Event } from '@pgai/domain/decider.js';
import { eachOf, eachWithin } from './answer.js';
import { StoreUnavailable, WrongRevision } from './errors.js';
import type { Metadata, Recorded } from './event.js';
import { KnownStates } from './known-states.js';
import { appendsAtOnce, Line } from './line.js';
import { toRecorded } from './recorded.js';
import { backOff, isTransient, NoAnswer, retrying, within } from './retry.js';
import { Slots } from './slots.js';
import { upcast } from './upcast.js';

/** Comes once after everything that was in the log when a subscription began or resumed. */
export const caughtUp = Symbol('caught up');

const answerMs = 4_000;
const retryMs = 10_000;
const bufferedEvents = 256;

const placeOf = (position: bigint | undefined): Position | typeof START =>
  position ? { commit: position, prepare: position } : START;

/**
 * The log, through the official client. One per process: the client keeps the appends of all its instances in one
 * table, so the failure of one instance would fail the appends of another.
 */
export class EventStore {
  readonly known = new KnownStates();
  private line: Line;
  private readonly closing = new AbortController();
  private readonly appendSlots = new Slots(appendsAtOnce);

  constructor(private readonly url: string) {
    this.line = new Line(url);
  }

  /** The stream from a revision on; empty when there is none. */
  read<E extends Event>(stream: string, fromRevision = 0n): Promise<Recorded<E>[]> {
    return this.retrying(async (client) => {
      const events: Recorded<E>[] = [];
      try {
        for await (const { event } of eachWithin(answerMs, client.readStream(stream, { fromRevision }))) {
          const recorded = event && toRecorded<E>(event);
          if (recorded) events.push(recorded);
        }
      } catch (error) {
        if (!(error instanceof StreamNotFoundError)) throw error;
      }
      return events;
    });
  }

  /**
   * Appends all events or none and answers the revision of the last. The ids exist before the first try, and every try
   * has the same ids and expectation: so the store recognises an append whose answer was lost.
   * @param expected the stream's newest revision, -1n when there is no stream yet
   * @throws WrongRevision, StoreUnavailable
   */
  append(
    stream: string,
    events: Event[],
    expected: bigint | 'any',
    metadata: Metadata,
    ids: string[],
  ): Promise<bigint> {
    const proposed = events.map(({ type, data }, index) =>
      jsonEvent({ id: ids[index], type, data, metadata: { ...metadata, schema: upcast.version(type) } }),
    );
    if (ids.length !== events.length) throw new TypeError('Every event needs its id before the first try.');
    const expectedRevision: AppendExpectedRevision = expected === -1n ? NO_STREAM : expected;

    return this.retrying((client) =>
      this.appendSlots.run(async () => {
        try {
          const options = { expectedRevision, deadline: answerMs };
          const { nextExpectedRevision } = await within(
            answerMs,
            client.appendToStream(stream, proposed, options),
          );
          return nextExpectedRevision;
        } catch (error) {
          if (!(error instanceof WrongExpectedVersionError)) throw error;
          const { actualVersion } = error;
          throw new WrongRevision(stream, expected, actualVersion === NO_STREAM ? -1n : actualVersion);
        }
      }),
    );
  }

  /** Everything after a position, up to the end of the log. */
  async *readAll(after?: bigint): AsyncGenerator<Recorded> {
    let last = after;
    let failures = 0;
    for (;;) {
      try {
        const { client, givenUp } = this.line;
        const ended = AbortSignal.any([this.closing.signal, givenUp]);
        const read = client.readAll({ fromPosition: placeOf(last) }, { highWaterMark: bufferedEvents });
        for await (const { event } of eachOf(read, ended)) {
          if (!event || event.position.commit <= (last ?? -1n)) continue; // the start of a read is inclusive
          last = event.position.commit;
          failures = 0;
          const recorded = toRecorded(event);
          if (recorded) yield recorded;
        }
        return;
      } catch (error) {
        if (!isTransient(error)) throw error;
        if (failures === 12) throw new StoreUnavailable(error);
        await backOff(failures++, this.closing.signal);
      }
    }
  }

  /**
   * Everything after a position, and then for ever what is appended. A lost connection is resumed after the last event
   * handed out: none is skipped, none comes twice. Ends when the signal says so.
   */
  async *subscribe(
    after: bigint | undefined,
    { signal }: { signal: AbortSignal },
  ): AsyncGenerator<Recorded | typeof caughtUp> {
    const ended = AbortSignal.any([signal, this.closing.signal]);
    let last = after;
    for (let failures = 0; !ended.aborted; ) {
      try {
        const { client, givenUp } = this.line;
        const options = { fromPosition: placeOf(last) };
        const subscription = client.subscribeToAll(options, { highWaterMark: bufferedEvents });
        subscription.on('caughtUp', () => subscription.push(caughtUp)); // takes its place among the events
        for await (const item of eachOf<AllStreamResolvedEvent | typeof caughtUp>(
          subscription,
          AbortSignal.any([ended, givenUp]),
        )) {
          failures = 0;
          if (item === caughtUp) {
            yield caughtUp;
          } else if (item.event && item.event.position.commit > (last ?? -1n)) {
            last = item.event.position.commit;
            const recorded = toRecorded(item.event);
            if (recorded) yield recorded;
          }
        }
      } catch (error) {
        if (ended.aborted) return;
        if (!isTransient(error)) throw error;
      }
      await backOff(failures++, ended);
    }
  }

  /** Position of the newest event, 0n when there is none. */
  head(): Promise<bigint> {
    return this.retrying(async (client) => {
      const newestFirst = client.readAll({ direction: BACKWARDS, fromPosition: END });
      for await (const { event } of eachWithin(answerMs, newestFirst)) {
        const recorded = event && toRecorded(event);
        if (recorded) return recorded.position;
      }
      return 0n;
    });
  }

  /** Answers when the store does, now; otherwise throws. */
  async ready(): Promise<void> {
    const newest = this.line.client.readAll({ direction: BACKWARDS, fromPosition: END, maxCount: 1 });
    for await (const _ of eachWithin(1_000, newest)) return;
  }

  async dispose(): Promise<void> {
    this.closing.abort();
    await this.line.giveUp();
  }

  private retrying<T>(work: (client: EventStoreDBClient) => Promise<T>): Promise<T> {
    return retrying(retryMs, async () => {
      const { line } = this;
      try {
        return await work(line.client);
      } catch (error) {
        if (error instanceof NoAnswer) this.replace(line);
        throw error;
      }
    });
  }

  /** The client reconnects only after errors it understands; silence is not one of them. */
  private replace(silent: Line) {
    if (this.line !== silent) return;
    this.line = new Line(this.url);
    void silent.giveUp();
  }
}
