import { z } from 'zod';

const Place = z.object({ id: z.number().int(), kind: z.string(), schema: z.string(), name: z.string() });

const Described = z.object({ name: z.string(), definition: z.string(), description: z.string().nullable() });

const Tie = Place.extend({
  constraint: z.string(),
  columns: z.array(z.string()),
  their_columns: z.array(z.string()),
});

/** One object with everything the catalog knows of it. */
export const SchemaObjectDetail = Place.extend({
  owner: z.string(),
  description: z.string().nullable(),
  note: z.string().nullable(),
  /** the text of a view, the body of a function */
  definition: z.string().nullable(),
  options: z.array(z.string()),
  partition: z.object({ key: z.string().nullable(), bound: z.string().nullable() }),
  parents: z.array(Place),
  children: z.array(Place),
  row_security: z.object({ enabled: z.boolean(), forced: z.boolean() }),
  columns: z.array(
    z.object({
      number: z.number().int(),
      name: z.string(),
      type: z.string(),
      nullable: z.boolean(),
      default_value: z.string().nullable(),
      identity: z.string().nullable(),
      generated: z.string().nullable(),
      collation: z.string().nullable(),
      is_primary_key: z.boolean(),
      is_unique: z.boolean(),
      references: z.array(Place.extend({ column: z.string() })),
      description: z.string().nullable(),
      note: z.string().nullable(),
      /** views, policies and functions that the server says read this very column */
      used_by: z.array(Place),
    }),
  ),
  constraints: z.array(Described.extend({ type: z.string() })),
  indexes: z.array(Described),
  triggers: z.array(Described.extend({ enabled: z.boolean() })),
  policies: z.array(Described),
  grants: z.array(z.string()),
  /** foreign keys of this one, and of others to it */
  refers_to: z.array(Tie),
  referred_by: z.array(Tie),
  /** what is written in terms of it, and what it is written in terms of */
  used_by: z.array(Place.extend({ columns: z.array(z.string()) })),
  uses: z.array(Place.extend({ columns: z.array(z.string()) })),
  /** views of the team that read it */
  views: z.array(z.object({ id: z.string(), name: z.string() })),
  routine: z
    .object({
      signature: z.string(),
      returns: z.string(),
      language: z.string(),
      volatility: z.string(),
      security_definer: z.boolean(),
      strict: z.boolean(),
      settings: z.array(z.string()),
    })
    .nullable(),
  labels: z.array(z.string()),
}).meta({ id: 'SchemaObjectDetail' });
export type SchemaObjectDetail = z.infer<typeof SchemaObjectDetail>;

/** Values of columns by their shape: letters as x, digits as 0. */
export const ColumnExamples = z
  .object({ data: z.array(z.object({ column: z.string(), examples: z.array(z.string().nullable()) })) })
  .meta({ id: 'ColumnExamples' });
export type ColumnExamples = z.infer<typeof ColumnExamples>;
