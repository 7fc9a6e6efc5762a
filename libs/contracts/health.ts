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

export const KeptCheckpoints = z
  .object({
    target: z.string(),
    /** how many events the newest copy speaks of */
    kept_size: z.string().nullable(),
    kept_at: z.string().nullable(),
    /** so many copies were read back and are of this very tree; null where nothing can be read back */
    compared: z.number().int().nullable(),
    failure: z.string().nullable(),
  })
  .meta({ id: 'KeptCheckpoints' });
export type KeptCheckpoints = z.infer<typeof KeptCheckpoints>;

export const Health = z
  .object({
    status: z.enum(['up', 'degraded', 'down']),
    checks: z.object({
      database: Check,
      event_store: Check,
      projections: Check,
      mail: Check,
      checkpoints: Check,
    }),
    projections: z.array(ProjectionHealth),
    /** where signed checkpoints of the ledger are kept outside, and how that went last */
    checkpoints: z.array(KeptCheckpoints),
  })
  .meta({ id: 'Health' });
export type Health = z.infer<typeof Health>;
