import { z } from 'zod';
import { AuditChange, AuditPosition } from './audit.js';
import { Page } from './list.js';

const Cursor = { cursor: z.string().max(500).optional() };
const Limit = { limit: z.coerce.number().int().min(1).max(1000).default(100) };
const Time = z.iso.datetime({ offset: true, error: 'A time with its zone, such as 2026-11-20T13:48:12Z.' });
const Resource = z.string().regex(/^[a-z_]+-[\w-]{1,64}$/, { error: 'A resource, such as team-<id>.' });

/** `?position=` or `?at=`; without either it is now. */
export const AsOfQuery = z
  .strictObject({
    position: AuditPosition.optional(),
    at: Time.optional(),
    resource: Resource.optional(),
    ...Limit,
    ...Cursor,
  })
  .meta({ id: 'AsOfQuery' });
export type AsOfQuery = z.infer<typeof AsOfQuery>;

const PastResource = z
  .object({
    /** as its stream is called: `team-<id>` */
    resource: z.string(),
    type: z.string(),
    id: z.string(),
    revision: z.string(),
    /** as the rules see it; personal fields are sealed */
    state: z.unknown(),
  })
  .meta({ id: 'PastResource' });
export type PastResource = z.infer<typeof PastResource>;

/** The resources of a team as they were after one of its events. */
export const AsOf = z
  .object({
    /** of the team's last event at or before what was asked for; `0` before the first */
    position: z.string(),
    at: z.string().nullable(),
    /** how many events of the team came after it */
    later: z.number().int(),
    data: z.array(PastResource),
    page: Page,
  })
  .meta({ id: 'AsOf' });
export type AsOf = z.infer<typeof AsOf>;

export const AsOfChangesQuery = z
  .strictObject({ from: AuditPosition, to: AuditPosition.optional(), ...Limit, ...Cursor })
  .meta({ id: 'AsOfChangesQuery' });
export type AsOfChangesQuery = z.infer<typeof AsOfChangesQuery>;

/** What of a team differs between two positions, resource by resource. */
export const AsOfChanges = z
  .object({
    from: z.string(),
    to: z.string(),
    data: z.array(
      z.object({ resource: z.string(), type: z.string(), id: z.string(), changes: z.array(AuditChange) }),
    ),
    page: Page,
  })
  .meta({ id: 'AsOfChanges' });
export type AsOfChanges = z.infer<typeof AsOfChanges>;

export const DensityQuery = z
  .strictObject({
    bars: z.coerce.number().int().min(1).max(400).default(120),
    from: Time.optional(),
    to: Time.optional(),
  })
  .meta({ id: 'DensityQuery' });
export type DensityQuery = z.infer<typeof DensityQuery>;

/** How many events a team had in equal stretches of time; those without any are left out. */
export const Density = z
  .object({
    from: z.string().nullable(),
    to: z.string(),
    bars: z.number().int(),
    data: z.array(
      z.object({
        bar: z.number().int(),
        events: z.number().int(),
        /** of its last event */
        position: z.string(),
      }),
    ),
  })
  .meta({ id: 'Density' });
export type Density = z.infer<typeof Density>;
