import { z } from 'zod';

/** Where a fault is: at a node of the tree, or in the text of the SQL, in characters from its beginning. */
export const FaultPlace = z.union([
  z.object({ node: z.string() }),
  z.object({ start: z.number().int(), end: z.number().int() }),
  z.null(),
]);
export type FaultPlace = z.infer<typeof FaultPlace>;

/** Something about a query that keeps it from being committed (`error`), or that its authors should know. */
export const Fault = z
  .object({
    /** which fault it is; listed in the README */
    code: z.string(),
    severity: z.enum(['error', 'warning']),
    message: z.string(),
    hint: z.string().nullable(),
    place: FaultPlace,
  })
  .meta({ id: 'Fault' });
export type Fault = z.infer<typeof Fault>;

/** A column of what a view returns; `sources` are the columns of tables whose values go into it. */
export const OutputColumn = z
  .object({
    name: z.string(),
    /** as PostgreSQL writes it; null where only the server can tell */
    type: z.string().nullable(),
    /** null: not known */
    nullable: z.boolean().nullable(),
    /** the node it comes from, of a tree */
    node: z.string().nullable(),
    sources: z.array(z.object({ schema: z.string(), name: z.string(), column: z.string() })),
  })
  .meta({ id: 'OutputColumn' });
export type OutputColumn = z.infer<typeof OutputColumn>;

export const ViewAnalysis = z
  .object({
    /** without an error among its faults */
    valid: z.boolean(),
    faults: z.array(Fault),
    columns: z.array(OutputColumn),
    /** what it is deployed as; null for a tree that cannot be written */
    sql: z.string().nullable(),
    complexity: z.object({
      tables: z.number().int(),
      joins: z.number().int(),
      columns: z.number().int(),
      expressions: z.number().int(),
    }),
    duration_ms: z.number(),
  })
  .meta({ id: 'ViewAnalysis' });
export type ViewAnalysis = z.infer<typeof ViewAnalysis>;

/** In the words of the product's specification. */
export const VersionChange = z
  .object({
    type: z.enum(['addition', 'modification', 'removal']),
    category: z.enum(['schema', 'endpoint', 'security', 'performance']),
    description: z.string(),
    breaking: z.boolean(),
    migration_required: z.boolean(),
    /** the rule that says so, and how sure it is */
    rule: z.string(),
    class: z.enum(['breaking', 'conditional', 'non-breaking', 'info']),
    condition: z.string().nullable(),
    /** the output column, parameter or node it is about */
    subject: z.string().nullable(),
    before: z.string().nullable(),
    after: z.string().nullable(),
  })
  .meta({ id: 'VersionChange' });
export type VersionChange = z.infer<typeof VersionChange>;

export const bumps = ['major', 'minor', 'patch'] as const;
export type Bump = (typeof bumps)[number];

export const ViewPreview = z
  .object({
    columns: z.array(z.object({ name: z.string(), type: z.string() })),
    /** values as PostgreSQL writes them as text; null is null */
    rows: z.array(z.array(z.string().nullable())),
    /** of the query alone, as seen from here */
    duration_ms: z.number(),
    /** there is more than these rows */
    truncated: z.boolean(),
    /** which cap ended it */
    truncated_by: z.enum(['rows', 'bytes']).nullable(),
  })
  .meta({ id: 'ViewPreview' });
export type ViewPreview = z.infer<typeof ViewPreview>;

/** A step of a plan, as EXPLAIN (format json) tells it, with what follows from it. */
export type PlanStep = {
  id: number;
  type: string;
  /** the table, index, function or subquery it works on */
  on: string | null;
  alias: string | null;
  /** what it joins, filters or sorts by */
  detail: string | null;
  rows: { estimated: number; actual: number | null };
  loops: number | null;
  cost: { startup: number; total: number; own: number };
  /** own and total milliseconds, over all loops; only when it really ran */
  time: { own: number; total: number } | null;
  removed_by_filter: number | null;
  buffers: { hit: number; read: number } | null;
  children: PlanStep[];
};
export const PlanStep: z.ZodType<PlanStep> = z
  .lazy(() =>
    z.object({
      id: z.number().int(),
      type: z.string(),
      on: z.string().nullable(),
      alias: z.string().nullable(),
      detail: z.string().nullable(),
      rows: z.object({ estimated: z.number(), actual: z.number().nullable() }),
      loops: z.number().nullable(),
      cost: z.object({ startup: z.number(), total: z.number(), own: z.number() }),
      time: z.object({ own: z.number(), total: z.number() }).nullable(),
      removed_by_filter: z.number().nullable(),
      buffers: z.object({ hit: z.number(), read: z.number() }).nullable(),
      children: z.array(PlanStep),
    }),
  )
  .meta({ id: 'PlanStep' });

/** What one of the named rules saw, what it goes by, and the statement that mends it where there is one. */
export const Suggestion = z
  .object({
    rule: z.string(),
    severity: z.enum(['info', 'warning']),
    message: z.string(),
    evidence: z.string(),
    statement: z.string().nullable(),
    /** of the tree, or of the plan */
    node: z.string().nullable(),
    step: z.number().int().nullable(),
  })
  .meta({ id: 'Suggestion' });
export type Suggestion = z.infer<typeof Suggestion>;

export const ViewPlan = z
  .object({
    plan: PlanStep,
    analyzed: z.boolean(),
    planning_ms: z.number().nullable(),
    execution_ms: z.number().nullable(),
    estimated_rows: z.number(),
    estimated_cost: z.number(),
    /** the plan as text, as psql shows it */
    text: z.string(),
    suggestions: z.array(Suggestion),
  })
  .meta({ id: 'ViewPlan' });
export type ViewPlan = z.infer<typeof ViewPlan>;
