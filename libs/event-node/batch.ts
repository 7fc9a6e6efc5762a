import { randomUUID } from 'node:crypto';
import { type Command, decide } from './decide.js';
import type { StoredEvent } from './event.js';
import { emptyHead, evolveHead, type Head, isTombstoned, ticks } from './head.js';
import type { RecentIds } from './recent-ids.js';
import type { Refusal } from './refusal.js';
import { baseOf } from './stream-name.js';

/** The revision is -1 and the position absent after an append of no events to no stream. */
export type Written = { revision: bigint; position?: bigint };

export type Outcome =
  | { kind: 'written'; written: Written }
  | { kind: 'compare'; starts: bigint[]; otherwise: Refusal }
  | { kind: 'refuse'; refusal: Refusal };

/** Commands decided one after the other, each seeing those before it, to become durable in one commit. */
export class Batch {
  readonly rows: StoredEvent[] = [];
  readonly #heads: Map<string, Head>;
  readonly #recent: RecentIds;
  readonly #created: bigint;
  #position: bigint;

  constructor(heads: Map<string, Head>, recent: RecentIds, position: bigint, now: number) {
    this.#heads = heads;
    this.#recent = recent;
    this.#position = position;
    this.#created = ticks(now);
  }

  add(command: Command): Outcome {
    const base = baseOf(command.stream);
    const head = this.#heads.get(base) ?? emptyHead;
    const repeated = this.#repeated(command, head);
    if (repeated) return { kind: 'written', written: repeated };

    const decision = decide(command, head, randomUUID);
    switch (decision.kind) {
      case 'write': {
        const stored = decision.rows.map((row) => ({
          ...row,
          position: ++this.#position,
          created: this.#created,
        }));
        for (const event of stored) {
          this.rows.push(event);
          this.#recent.remember(event);
        }
        this.#heads.set(base, decision.rows.reduce(evolveHead, head));
        const { revision, position } = stored[decision.answered] ?? { revision: -1n };
        return { kind: 'written', written: { revision, position } };
      }
      case 'nothing-to-write':
        return { kind: 'written', written: { revision: decision.revision } };
      default:
        return decision;
    }
  }

  #repeated(command: Command, head: Head) {
    if (command.kind !== 'append' || isTombstoned(head)) return undefined;
    if (command.expected !== 'any' && command.expected !== 'stream_exists') return undefined;
    return this.#recent.find(command);
  }
}
