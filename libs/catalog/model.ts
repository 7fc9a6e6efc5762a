/**
 * A database as it is: every object with the id the server gives it, by which it is found again under another name. Names
 * are as the catalogue has them, unquoted; types and expressions as the server writes them with an empty search path.
 */
export type Catalog = {
  /** the id of the database tells one that was dropped and made anew under its old name */
  server: { version: number; database: string; database_oid: number };
  schemas: Schema[];
  relations: Relation[];
  types: UserType[];
  routines: Routine[];
  extensions: Extension[];
};

export type Grant = { grantee: string; privileges: string[]; grantable: boolean };

export type Schema = { oid: number; name: string; owner: string; comment: string | null; grants: Grant[] };

export const relationKinds = {
  r: 'table',
  p: 'partitioned_table',
  v: 'view',
  m: 'materialized_view',
  f: 'foreign_table',
  S: 'sequence',
  c: 'composite_type',
} as const;

export type RelationKind = (typeof relationKinds)[keyof typeof relationKinds];

export type Relation = {
  oid: number;
  schema: string;
  name: string;
  kind: RelationKind;
  owner: string;
  comment: string | null;
  unlogged: boolean;
  options: string[];
  row_security: { enabled: boolean; forced: boolean };
  /** a materialised view that was never refreshed is not */
  populated: boolean;
  /** the text of a view */
  definition: string | null;
  partition_key: string | null;
  partition_bound: string | null;
  /** ids of what it inherits from or is a partition of */
  parents: number[];
  columns: Column[];
  constraints: Constraint[];
  indexes: Index[];
  triggers: Trigger[];
  policies: Policy[];
  grants: Grant[];
  uses: Use[];
  sequence: Sequence | null;
};

export type Column = {
  number: number;
  name: string;
  type: string;
  type_oid: number;
  not_null: boolean;
  /** of a generated column the expression */
  default: string | null;
  identity: 'always' | 'by default' | null;
  generated: 'stored' | 'virtual' | null;
  collation: string | null;
  inherited: boolean;
  comment: string | null;
  grants: Grant[];
};

export type ConstraintKind = 'primary_key' | 'unique' | 'foreign_key' | 'check' | 'exclusion';
export type Action = 'no action' | 'restrict' | 'cascade' | 'set null' | 'set default';

export type Constraint = {
  oid: number;
  name: string;
  kind: ConstraintKind;
  /** column numbers */
  columns: number[];
  references: {
    relation: number;
    columns: number[];
    on_update: Action;
    on_delete: Action;
    match_full: boolean;
  } | null;
  /** of a check or an exclusion */
  expression: string | null;
  deferrable: boolean;
  deferred: boolean;
  validated: boolean;
  enforced: boolean;
  index: number | null;
  comment: string | null;
};

export type Index = {
  oid: number;
  name: string;
  method: string;
  unique: boolean;
  primary: boolean;
  valid: boolean;
  nulls_not_distinct: boolean;
  /** column number, or 0 for an expression; those after `key_count` are only included */
  columns: number[];
  key_count: number;
  descending: boolean[];
  nulls_first: boolean[];
  /** operator classes by column, where they are not the default */
  operator_classes: (string | null)[];
  expressions: string | null;
  predicate: string | null;
  comment: string | null;
};

export type Trigger = {
  oid: number;
  name: string;
  enabled: boolean;
  routine: number;
  definition: string;
  comment: string | null;
};

export type Policy = {
  oid: number;
  name: string;
  command: 'all' | 'select' | 'insert' | 'update' | 'delete';
  permissive: boolean;
  roles: string[];
  using: string | null;
  check: string | null;
  comment: string | null;
};

/** Written in terms of another object; without columns, in terms of it as a whole. */
export type Use = {
  by: 'view' | 'policy' | 'default' | 'check' | 'routine';
  routine: boolean;
  oid: number;
  columns: number[];
};

export type Sequence = {
  type: string;
  start: string;
  increment: string;
  min: string;
  max: string;
  cycles: boolean;
  owned_by: { relation: number; column: number } | null;
};

export type UserType = {
  oid: number;
  schema: string;
  name: string;
  kind: 'enum' | 'domain' | 'range';
  owner: string;
  comment: string | null;
  /** what a domain or a range is made of */
  base: string | null;
  not_null: boolean;
  default: string | null;
  labels: { oid: number; name: string }[];
  checks: { oid: number; name: string; expression: string }[];
};

export type Argument = {
  name: string | null;
  mode: 'in' | 'out' | 'inout' | 'variadic' | 'table';
  type: string;
};

export type Routine = {
  oid: number;
  schema: string;
  name: string;
  kind: 'function' | 'procedure' | 'aggregate' | 'window';
  owner: string;
  comment: string | null;
  language: string;
  arguments: Argument[];
  /** how many of the last input arguments may be left out, and what they are then */
  default_count: number;
  defaults: string | null;
  returns: string;
  returns_set: boolean;
  rows: number;
  volatility: 'immutable' | 'stable' | 'volatile';
  strict: boolean;
  security_definer: boolean;
  /** tells nothing of what it is given, so that the server may ask it before row security does */
  leakproof?: true;
  settings: string[];
  body: string;
  grants: Grant[];
  uses: Use[];
};

export type Extension = {
  oid: number;
  name: string;
  version: string;
  schema: string;
  comment: string | null;
};
