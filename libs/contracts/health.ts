import { z } from 'zod';

const Check = z.object({ status: z.enum(['up', 'down']), detail: z.string().optional() });

/** One read model: how far it has come, and why it stopped if it did. */
export const ProjectionHealth = z
  .object({
    projection: z.string(),
    position: z.string(),
    stopped: z.boolean(),
    failure: z.string().nullable(),
    updated_at: z.string(),
  })
  .meta({ id: 'ProjectionHealth' });
export type ProjectionHealth = z.infer<typeof ProjectionHealth>;

export const Health = z
  .object({
    status: z.enum(['up', 'degraded', 'down']),
    checks: z.object({ database: Check, event_store: Check, projections: Check, mail: Check }),
    projections: z.array(ProjectionHealth),
  })
  .meta({ id: 'Health' });
export type Health = z.infer<typeof Health>;
