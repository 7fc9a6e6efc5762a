import { z } from 'zod';

export const CheckName = z
  .enum([
    'resolve',
    'network',
    'tcp',
    'tls',
    'authentication',
    'version',
    'catalog',
    'select',
    'create',
    'create-view',
    'pool',
  ])
  .meta({ id: 'CheckName' });
export type CheckName = z.infer<typeof CheckName>;

/** One step on the way to a database. `failed` keeps it from being saved; a `warning` has to be accepted by name. */
export const ConnectionCheck = z
  .object({
    name: CheckName,
    status: z.enum(['passed', 'warning', 'failed', 'skipped']),
    detail: z.string(),
    hint: z.string().optional(),
    /** the statement that mends it */
    statement: z.string().optional(),
    /** which of the ways to fail it is; listed in the README */
    code: z.string().optional(),
    ms: z.number(),
  })
  .meta({ id: 'ConnectionCheck' });
export type ConnectionCheck = z.infer<typeof ConnectionCheck>;

export const ServerFacts = z
  .object({
    version: z.string(),
    version_number: z.number().int(),
    superuser: z.boolean(),
    schemas: z.array(z.string()),
    extensions: z.array(z.string()),
    max_connections: z.number().int(),
    connections_used: z.number().int(),
    tables: z.number().int(),
    tables_readable: z.number().int(),
  })
  .meta({ id: 'ServerFacts' });
export type ServerFacts = z.infer<typeof ServerFacts>;

export const ConnectionTest = z
  .object({ ok: z.boolean(), checks: z.array(ConnectionCheck), server: ServerFacts.nullable() })
  .meta({ id: 'ConnectionTest' });
export type ConnectionTest = z.infer<typeof ConnectionTest>;
