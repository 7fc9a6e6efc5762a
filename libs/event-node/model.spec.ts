import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createDatabase } from '../../test/support/database.ts';
import type { Command } from './decide.js';
import { Refusal, Unavailable } from './refusal.js';
import { openStore, type Store } from './store.js';

/**
 * The rules of writing once more, in the plainest words: a list of ids, and where its readable part begins.
 * Random histories are sent to the writer all at once, so that its batches cut them anywhere.
 */
class Model {
  ids: string[] = [];
  readableFrom = 0;
  deleted = false;
  ended = false;
  described = false;

  apply(step: Step): string {
    if (this.ended) return 'stream-deleted';
    const stale = this.stale(step.expected, step.kind);
    if (step.kind === 'append') return this.append(step.ids, step.expected, stale);
    if (stale) return stale;
    this.deleted = true;
    this.described = true;
    this.ended = step.kind === 'tombstone';
    return 'done';
  }

  private append(ids: string[], expected: Step['expected'], stale: string | undefined) {
    const known = this.known(ids, expected);
    if (known !== undefined) return `revision ${known}`;
    if (stale) return stale;
    if (this.deleted) this.readableFrom = this.ids.length;
    this.deleted = false;
    this.ids.push(...ids);
    return `revision ${this.ids.length - 1}`;
  }

  /** The last revision of these ids if this append was written before, as far as its expectation reaches. */
  private known(ids: string[], expected: Step['expected']) {
    const starts = typeof expected === 'number' ? [expected + 1] : [0, this.readableFrom];
    const remembered = expected === 'any' || expected === 'stream_exists';
    const start = remembered
      ? [this.ids.lastIndexOf(ids[0]!)].find((start) =>
          ids.every((id, index) => start >= 0 && this.ids.lastIndexOf(id) === start + index),
        )
      : starts.find((start) => ids.every((id, index) => this.ids[start + index] === id));
    return start === undefined ? undefined : start + ids.length - 1;
  }

  private stale(expected: Step['expected'], kind: Step['kind']) {
    const last = this.ids.length - 1;
    const there = last >= 0 && !this.deleted;
    if (expected === 'any') return undefined;
    if (expected === 'no_stream')
      return there || (kind === 'delete' && last < 0 && !this.described)
        ? 'wrong-expected-version'
        : undefined;
    if (expected !== 'stream_exists') return expected === last ? undefined : 'wrong-expected-version';
    if (kind === 'append' && this.deleted) return 'stream-deleted';
    return last >= 0 || this.described ? undefined : 'wrong-expected-version';
  }
}

type Step = { stream: number; expected: 'any' | 'no_stream' | 'stream_exists' | number } & (
  | { kind: 'append'; ids: string[] }
  | { kind: 'delete' | 'tombstone' }
);

const expectation = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom('any', 'no_stream', 'stream_exists') },
  { weight: 2, arbitrary: fc.nat(6) },
);
const where = { stream: fc.nat(1), expected: expectation };
/** Few ids, so that retries and half-retries happen all the time. */
const ids = fc.subarray([0, 1, 2, 3, 4, 5], { minLength: 1, maxLength: 3 });
const step = fc.oneof(
  { weight: 12, arbitrary: fc.record({ ...where, kind: fc.constant('append'), ids }) },
  { weight: 2, arbitrary: fc.record({ ...where, kind: fc.constant('delete') }) },
  { weight: 1, arbitrary: fc.record({ ...where, kind: fc.constant('tombstone') }) },
);

let database: Awaited<ReturnType<typeof createDatabase>>;
let store: Store;
beforeAll(async () => {
  database = await createDatabase();
  store = await openStore(database.url);
});
afterAll(async () => {
  await store.close(new Unavailable('The test is over.'));
  await database.drop();
});

it('the writer answers and stores as the model says', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (history) => {
      const names = [randomUUID(), randomUUID()];
      const models = [new Model(), new Model()];
      const pools = names.map(() => Array.from({ length: 6 }, () => randomUUID()));
      const steps = history.map((drawn) =>
        drawn.kind === 'append'
          ? { ...drawn, ids: drawn.ids.map((index) => pools[drawn.stream]![index]!) }
          : drawn,
      ) as Step[];

      const answers = await Promise.all(
        steps.map((step) =>
          store.writer.submit(toCommand(step, names)).then(
            ({ revision }) => (step.kind === 'append' ? `revision ${revision}` : 'done'),
            (error) => (error instanceof Refusal ? error.trailers.exception : error),
          ),
        ),
      );
      expect(answers).toEqual(steps.map((step) => models[step.stream]!.apply(step)));
      for (const [index, name] of names.entries()) {
        const stored = await store.log.ids(name, 0n, 1_000);
        const ids = stored.map(({ id }) => id);
        expect(models[index]!.ended ? ids.slice(0, -1) : ids).toEqual(models[index]!.ids);
      }
    }),
    { numRuns: 300 },
  );
});

function toCommand(step: Step, names: string[]): Command {
  const expected = typeof step.expected === 'number' ? BigInt(step.expected) : step.expected;
  const stream = names[step.stream]!;
  if (step.kind !== 'append') return { kind: step.kind, stream, expected };
  const empty = Buffer.alloc(0);
  return {
    kind: 'append',
    stream,
    expected,
    events: step.ids.map((id) => ({ id, type: 't', json: false, data: empty, meta: empty })),
  };
}
