import { z } from 'zod';
import { Page } from './list.js';

/** The schema of a connected database, in the shape of the product's specification. */
export const SchemaColumn = z
  .object({
    name: z.string(),
    type: z.string(),
    nullable: z.boolean(),
    default_value: z.string().nullable(),
    is_primary_key: z.boolean(),
    is_foreign_key: z.boolean(),
    description: z.string().nullable(),
  })
  .meta({ id: 'SchemaColumn' });
export type SchemaColumn = z.infer<typeof SchemaColumn>;

export const SchemaConstraint = z
  .object({
    name: z.string(),
    type: z.enum(['primary_key', 'unique', 'foreign_key', 'check', 'exclusion']),
    columns: z.array(z.string()),
    definition: z.string(),
  })
  .meta({ id: 'SchemaConstraint' });
export type SchemaConstraint = z.infer<typeof SchemaConstraint>;

export const SchemaObject = z
  .object({
    type: z.enum(['table', 'view', 'function', 'type']),
    schema: z.string(),
    name: z.string(),
    columns: z.array(SchemaColumn),
    constraints: z.array(SchemaConstraint),
    metadata: z.object({
      /** by which it is found again under another name */
      id: z.number().int(),
      kind: z.string(),
      owner: z.string(),
      description: z.string().nullable(),
      definition: z.string().nullable(),
      /** of a function; tells overloads apart */
      signature: z.string().nullable(),
      /** of an enum */
      labels: z.array(z.string()),
      row_security: z.boolean(),
    }),
  })
  .meta({ id: 'SchemaObject' });
export type SchemaObject = z.infer<typeof SchemaObject>;

export const Relationship = z
  .object({
    name: z.string(),
    from: z.object({ schema: z.string(), name: z.string(), columns: z.array(z.string()) }),
    to: z.object({ schema: z.string(), name: z.string(), columns: z.array(z.string()) }),
    /** how many rows of the one side point at one row of the other */
    cardinality: z.enum(['one-to-one', 'many-to-one']),
    on_update: z.string(),
    on_delete: z.string(),
  })
  .meta({ id: 'Relationship' });
export type Relationship = z.infer<typeof Relationship>;

export const DatabaseSchema = z
  .object({
    connection_id: z.uuid(),
    schemas: z.array(SchemaObject),
    relationships: z.array(Relationship),
    last_updated: z.string(),
    version_hash: z.string(),
  })
  .meta({ id: 'DatabaseSchema' });
export type DatabaseSchema = z.infer<typeof DatabaseSchema>;

/** Names first: enough for a tree, a search and a diagram; everything else is asked for one object. */
export const OutlineObject = z
  .object({
    id: z.number().int(),
    kind: z.string(),
    schema: z.string(),
    name: z.string(),
    /** of a function; tells overloads apart */
    signature: z.string().optional(),
    description: z.string().optional(),
    columns: z.array(z.string()).optional(),
    /** partitions and children of another one */
    parent: z.number().int().optional(),
  })
  .meta({ id: 'OutlineObject' });
export type OutlineObject = z.infer<typeof OutlineObject>;

export const SchemaOutline = z
  .object({
    connection_id: z.uuid(),
    version_hash: z.string(),
    last_updated: z.string(),
    checked_at: z.string(),
    server_version: z.number().int(),
    /** since when it cannot be read, and why */
    failure: z.object({ code: z.string(), detail: z.string(), at: z.string() }).nullable(),
    schemas: z.array(z.object({ name: z.string(), description: z.string().nullable() })),
    objects: z.array(OutlineObject),
    /** foreign keys as [from, to, name, place, place]: where their first columns are in the lists of columns of both */
    references: z.array(
      z.tuple([z.number().int(), z.number().int(), z.string(), z.number().int(), z.number().int()]),
    ),
    /** what people noted, by object and column number (0: the whole) */
    notes: z.array(z.object({ id: z.number().int(), column: z.number().int(), text: z.string() })),
    extensions: z.array(z.object({ name: z.string(), version: z.string() })),
  })
  .meta({ id: 'SchemaOutline' });
export type SchemaOutline = z.infer<typeof SchemaOutline>;

export const SchemaQuery = z
  .strictObject({
    detail: z.enum(['full', 'names'], { error: 'full or names' }).default('full'),
    version: z
      .string()
      .regex(/^[0-9a-f]{64}$/, { error: 'A version hash.' })
      .optional(),
  })
  .meta({ id: 'SchemaQuery' });
export type SchemaQuery = z.infer<typeof SchemaQuery>;

const VersionHash = z.string().regex(/^[0-9a-f]{64}$/, { error: 'A version hash.' });

/** The version a change led to. */
export const ChangeHash = VersionHash;

export const DocumentSchema = z
  .strictObject({ schema: z.string().optional(), version: VersionHash.optional() })
  .meta({ id: 'DocumentSchema' });
export type DocumentSchema = z.infer<typeof DocumentSchema>;

export const RefreshSchema = z
  .strictObject({ force: z.boolean().default(false) })
  .meta({ id: 'RefreshSchema' });
export type RefreshSchema = z.infer<typeof RefreshSchema>;

export const SchemaRefreshed = z
  .object({
    id: z.uuid(),
    revision: z.number().int(),
    version_hash: z.string(),
    /** what had to be read again */
    read: z.enum(['nothing', 'relations', 'everything']),
    relations_read: z.number().int(),
    changes: z.number().int(),
    duration_ms: z.number(),
  })
  .meta({ id: 'SchemaRefreshed' });
export type SchemaRefreshed = z.infer<typeof SchemaRefreshed>;

export const ObjectId = z.coerce
  .number({ error: 'An object id is a number.' })
  .int()
  .min(1)
  .max(4_294_967_295);

const text = z.string().trim().max(4_000, { error: 'At most 4,000 characters.' });

export const AnnotateObject = z
  .strictObject({ object_id: ObjectId, column: z.string().optional(), text })
  .meta({ id: 'AnnotateObject' });
export type AnnotateObject = z.infer<typeof AnnotateObject>;

export const SettleDrift = z.strictObject({ note: text.default('') }).meta({ id: 'SettleDrift' });
export type SettleDrift = z.infer<typeof SettleDrift>;

export const SearchSchema = z
  .strictObject({
    q: z.string().max(200, { error: 'At most 200 characters.' }),
    kind: z.string().max(40).optional(),
    limit: z.coerce.number().int().min(1).max(200).default(50),
  })
  .meta({ id: 'SearchSchema' });
export type SearchSchema = z.infer<typeof SearchSchema>;

export const SchemaHits = z
  .object({
    data: z.array(
      z.object({
        id: z.number().int(),
        kind: z.string(),
        schema: z.string(),
        name: z.string(),
        column: z.string().nullable(),
        description: z.string().nullable(),
        score: z.number(),
      }),
    ),
  })
  .meta({ id: 'SchemaHits' });
export type SchemaHits = z.infer<typeof SchemaHits>;

const ChangeClass = z.enum(['breaking', 'conditional', 'non-breaking', 'info']);

export const SchemaChange = z
  .object({
    revision: z.number().int(),
    at: z.string(),
    from_hash: z.string(),
    to_hash: z.string(),
    /** the most severe of its items */
    class: ChangeClass,
    change_count: z.number().int(),
    changes: z.array(
      z.object({
        rule: z.string(),
        class: ChangeClass,
        kind: z.string(),
        oid: z.number().int(),
        schema: z.string(),
        name: z.string(),
        part: z.string().nullable(),
        before: z.string().nullable(),
        after: z.string().nullable(),
        message: z.string(),
        affected: z.array(z.string()),
      }),
    ),
    decision: z.enum(['adopted', 'ignored', 'reverted']).nullable(),
    /** who made it, where the trail is installed in the database; kept for 90 days */
    made_by: z.array(
      z.object({
        at: z.string(),
        role: z.string(),
        application: z.string(),
        address: z.string().nullable(),
        command: z.string(),
        object: z.string(),
      }),
    ),
    note: z.string().nullable(),
    decided_at: z.string().nullable(),
  })
  .meta({ id: 'SchemaChange' });
export type SchemaChange = z.infer<typeof SchemaChange>;

export const SchemaChangeList = z
  .object({ data: z.array(SchemaChange), page: Page })
  .meta({ id: 'SchemaChangeList' });
export type SchemaChangeList = z.infer<typeof SchemaChangeList>;

export const SchemaRevert = z
  .object({
    /** SQL in the order in which it can be run, as one transaction; pgai never runs it */
    statements: z.array(z.string()),
    /** what it does not bring back */
    lost: z.array(z.string()),
    /** what stays as it is */
    impossible: z.array(z.string()),
    /** whether the schema is still as the change left it */
    current: z.boolean(),
  })
  .meta({ id: 'SchemaRevert' });
export type SchemaRevert = z.infer<typeof SchemaRevert>;

export const SchemaTrail = z
  .object({
    installed: z.boolean(),
    /** installed, and the user of the connection may read it */
    readable: z.boolean(),
    /** only a superuser may install it */
    superuser: z.boolean(),
    install_sql: z.string(),
    remove_sql: z.string(),
  })
  .meta({ id: 'SchemaTrail' });
export type SchemaTrail = z.infer<typeof SchemaTrail>;

export const SchemaVersionList = z
  .object({
    data: z.array(
      z.object({
        revision: z.number().int(),
        at: z.string(),
        version_hash: z.string(),
        server_version: z.number().int(),
        counts: z.record(z.string(), z.number().int()),
      }),
    ),
    page: Page,
  })
  .meta({ id: 'SchemaVersionList' });
export type SchemaVersionList = z.infer<typeof SchemaVersionList>;

export const SchemaStatistics = z
  .object({
    /** when the server was asked */
    read_at: z.string(),
    relations: z.array(
      z.object({
        id: z.number().int(),
        /** the server's estimate; null before the first ANALYZE */
        rows: z.number().nullable(),
        total_bytes: z.number(),
        index_bytes: z.number(),
        sequential_scans: z.number(),
        index_scans: z.number(),
        rows_written: z.number(),
        /** of the 500 statements run most by pg_stat_statements, those that name it; null where nobody counts them */
        calls: z.number().nullable(),
        dead_rows: z.number(),
        analyzed_at: z.string().nullable(),
        vacuumed_at: z.string().nullable(),
      }),
    ),
  })
  .meta({ id: 'SchemaStatistics' });
export type SchemaStatistics = z.infer<typeof SchemaStatistics>;
