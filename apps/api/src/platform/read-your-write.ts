import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { ProblemError } from './problem.js';
import { ReadModelNotices } from './read-model-notices.js';

/** `?at_least=<revision>`: answer no earlier state than this one, which a receipt named. */
export const AtLeast = z
  .strictObject({ at_least: z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER).optional() })
  .meta({ id: 'AtLeast' });
export type AtLeast = z.infer<typeof AtLeast>;

const patienceMs = 2_000;

/** Reads again as the read model moves, until it shows the caller's own write; gives up after 2 s with a 503. */
@Injectable()
export class ReadYourWrite {
  constructor(private readonly notices: ReadModelNotices) {}

  async read<Row extends { revision: number }>(
    id: string,
    { at_least }: AtLeast,
    read: () => Promise<Row | undefined>,
  ): Promise<Row | undefined> {
    const until = Date.now() + patienceMs;
    for (;;) {
      const moved = at_least === undefined ? undefined : this.notices.next(id);
      const row = await read();
      if (at_least === undefined || (row && row.revision >= at_least)) return row;
      if (Date.now() > until)
        throw new ProblemError(
          503,
          'read-model-behind',
          `Revision ${at_least} has not reached the read model yet.`,
          {
            headers: { 'Retry-After': '1' },
          },
        );
      await moved;
    }
  }
}
