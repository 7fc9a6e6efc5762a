import { z } from 'zod';

/** What every list answers beside its rows: how many were asked for, and where to go on (null: this was the end). */
export const Page = z
  .object({ limit: z.number().int(), next_cursor: z.string().nullable() })
  .meta({ id: 'Page' });
export type Page = z.infer<typeof Page>;
