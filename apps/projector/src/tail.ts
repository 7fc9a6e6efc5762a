import { setTimeout as delay } from 'node:timers/promises';
import type { Recorded } from '@pgai/event-store/event.js';
import { caughtUp, type EventStore } from '@pgai/event-store/event-store.js';
import type { Logger } from 'pino';

const keptEvents = 2_000;

/**
 * The end of the log as this process hears it, shared by all who follow it here: an event is received and decoded once,
 * however many projections there are. Who is further behind reads the log until the tail reaches back far enough.
 */
export class Tail {
  /** Every event after `floor` that was heard, in the order of the log. */
  private readonly events: Recorded[] = [];
  private floor = 0n;
  private readonly begun = Promise.withResolvers<void>();
  private moved = Promise.withResolvers<void>();
  private readonly stopping = new AbortController();
  private running = Promise.resolve();

  constructor(
    private readonly store: EventStore,
    private readonly logger: Logger,
  ) {}

  start() {
    this.running = this.run();
  }

  async stop() {
    this.stopping.abort();
    this.moved.resolve();
    this.begun.resolve();
    await this.running;
  }

  /** Everything after a position and then for ever what is appended; `caughtUp` once, when there is no more for now. */
  async *follow(after: bigint, signal: AbortSignal): AsyncGenerator<Recorded | typeof caughtUp> {
    await this.begun.promise;
    let last = after;
    for (let settled = false; !signal.aborted && !this.stopping.signal.aborted; ) {
      const { moved, floor } = this;
      const behind = last < floor;
      let handed = 0;
      for await (const event of behind ? this.store.readAll(last) : this.heardAfter(last)) {
        yield event;
        last = event.position;
        handed++;
      }
      if (behind && last < floor) last = floor; // read to the end, and there was nothing more below it
      if (behind || handed > 0) continue;
      if (!settled) yield caughtUp;
      settled = true;
      await moved.promise;
    }
  }

  private heardAfter(position: bigint) {
    return this.events.slice(this.events.findLastIndex((event) => event.position <= position) + 1);
  }

  private async run() {
    const { signal } = this.stopping;
    for (let begun = false; !signal.aborted; ) {
      try {
        if (!begun) this.floor = await this.store.head();
        begun = true;
        this.begun.resolve();
        for await (const item of this.store.subscribe(this.events.at(-1)?.position ?? this.floor, { signal }))
          if (item !== caughtUp) this.hear(item);
      } catch (error) {
        this.logger.warn({ err: error }, 'the log is not heard, trying again');
        await delay(1_000, undefined, { signal }).catch(() => undefined);
      }
    }
  }

  private hear(event: Recorded) {
    this.events.push(event);
    if (this.events.length > 2 * keptEvents)
      this.floor = this.events.splice(0, keptEvents).at(-1)?.position ?? this.floor;
    this.moved.resolve();
    this.moved = Promise.withResolvers();
  }
}
