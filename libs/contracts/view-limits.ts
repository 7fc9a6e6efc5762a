import { z } from 'zod';

type Parts = { tables: number; joins: number; columns: number; expressions: number };

/** What a team allows where it says nothing else. */
export const usualViewLimits: Parts = { tables: 60, joins: 60, columns: 500, expressions: 5_000 };

/** Beyond this a query is not even looked at, whatever a team allows. */
export const mostOfView: Parts = { tables: 500, joins: 500, columns: 5_000, expressions: 20_000 };

const upTo = (most: number) =>
  z
    .number({ error: 'A whole number.' })
    .int({ error: 'A whole number.' })
    .min(1, { error: 'At least 1.' })
    .max(most, { error: `At most ${most}.` });

/** How large the query of a view may be in a team. */
export const SetViewLimits = z
  .strictObject({
    tables: upTo(mostOfView.tables),
    joins: upTo(mostOfView.joins),
    columns: upTo(mostOfView.columns),
    expressions: upTo(mostOfView.expressions),
  })
  .meta({ id: 'SetViewLimits' });
export type SetViewLimits = z.infer<typeof SetViewLimits>;

export const ViewLimits = SetViewLimits.extend({
  /** null: nothing was ever set, and the usual limits hold */
  set_at: z.iso.datetime().nullable(),
}).meta({ id: 'ViewLimits' });
export type ViewLimits = z.infer<typeof ViewLimits>;
