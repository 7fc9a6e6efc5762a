import type { Catalog, Relation, RelationKind, Routine, UserType } from '@pgai/catalog/model.js';

export type NamedColumn = { name: string; type: string; nullable: boolean };

export type NamedForeignKey = {
  name: string;
  columns: string[];
  references: { schema: string; name: string; columns: string[] };
};

export type NamedRelation = {
  schema: string;
  name: string;
  kind: RelationKind;
  owner: string;
  columns: NamedColumn[];
  primary_key: string[] | null;
  /** the columns of that and of what else is unique */
  keys: string[][];
  foreign_keys: NamedForeignKey[];
  row_security: { enabled: boolean; forced: boolean };
  /** a view that reads with the rights of whoever asks */
  security_invoker: boolean;
  /** of a view that does not: the tables whose policies it answers for its owner instead */
  bypasses: string[];
};

export type NamedFunction = {
  schema: string;
  name: string;
  kind: Routine['kind'];
  /** types of what it is given; of a variadic one the last is an array */
  arguments: string[];
  variadic: boolean;
  /** how many of the last arguments may be left out */
  defaults: number;
  returns: string;
  returns_set: boolean;
  volatility: Routine['volatility'];
  security_definer: boolean;
  leakproof: boolean;
};

export type NamedType = {
  schema: string;
  name: string;
  kind: UserType['kind'];
  base: string | null;
  labels: string[];
};

/** A database by its names alone, as plain data; what belongs to the server or an extension is not in it. */
export type NamedCatalog = {
  version: number;
  search_path: string[];
  relations: NamedRelation[];
  functions: NamedFunction[];
  types: NamedType[];
  extensions: { name: string; schema: string }[];
};

const readable: readonly RelationKind[] = [
  'table',
  'partitioned_table',
  'view',
  'materialized_view',
  'foreign_table',
];

const made = new WeakMap<Catalog, NamedCatalog>();

/** Made once of each. */
export function namedCatalog(catalog: Catalog): NamedCatalog {
  const known = made.get(catalog) ?? named(catalog);
  made.set(catalog, known);
  return known;
}

function named(catalog: Catalog): NamedCatalog {
  const byId = new Map(catalog.relations.map((relation) => [relation.oid, relation]));
  return {
    version: catalog.server.version,
    search_path: ['public'],
    relations: catalog.relations
      .filter(({ kind }) => readable.includes(kind))
      .map((relation) => namedRelation(relation, byId)),
    functions: catalog.routines.filter(({ kind }) => kind !== 'procedure').map(namedFunction),
    types: catalog.types.map(({ schema, name, kind, base, labels }) => ({
      schema,
      name,
      kind,
      base,
      labels: labels.map((label) => label.name),
    })),
    extensions: catalog.extensions.map(({ name, schema }) => ({ name, schema })),
  };
}

function namedRelation(relation: Relation, byId: Map<number, Relation>): NamedRelation {
  const { schema, name, kind, owner, row_security, constraints, indexes, options } = relation;
  const stored = kind !== 'view' && kind !== 'materialized_view';
  const primary = constraints.find((it) => it.kind === 'primary_key');
  const invoker = options.some((option) => /^security_invoker=(true|on|1|yes)$/.test(option));
  return {
    schema,
    name,
    kind,
    owner,
    columns: relation.columns.map((column) => ({
      name: column.name,
      type: column.type,
      nullable: !(stored && column.not_null),
    })),
    primary_key: primary ? names(relation, primary.columns) : null,
    keys: [
      ...constraints
        .filter((it) => it.kind === 'primary_key' || it.kind === 'unique')
        .map(({ columns }) => names(relation, columns)),
      ...indexes
        .filter((index) => index.unique && index.valid && index.predicate === null)
        .map(({ columns, key_count }) => columns.slice(0, key_count))
        .filter((columns) => !columns.includes(0))
        .map((columns) => names(relation, columns)),
    ],
    foreign_keys: constraints.flatMap((constraint) => {
      const to = constraint.references && byId.get(constraint.references.relation);
      if (!to || !constraint.references) return [];
      const references = {
        schema: to.schema,
        name: to.name,
        columns: names(to, constraint.references.columns),
      };
      return [{ name: constraint.name, columns: names(relation, constraint.columns), references }];
    }),
    row_security,
    security_invoker: invoker,
    bypasses: stored || invoker ? [] : guarded(relation, byId, new Set()),
  };
}

/** The tables with row security a view reads, also through other views. */
function guarded(view: Relation, byId: Map<number, Relation>, seen: Set<number>): string[] {
  return view.uses.flatMap(({ oid }) => {
    const used = byId.get(oid);
    if (!used || seen.has(oid)) return [];
    seen.add(oid);
    if (used.row_security.enabled) return [`${used.schema}.${used.name}`];
    return used.kind === 'view' ? guarded(used, byId, seen) : [];
  });
}

const names = ({ columns }: Relation, numbers: number[]) =>
  numbers.map((number) => columns.find((column) => column.number === number)?.name ?? '');

function namedFunction(routine: Routine): NamedFunction {
  const given = routine.arguments.filter(({ mode }) => mode !== 'out' && mode !== 'table');
  return {
    schema: routine.schema,
    name: routine.name,
    kind: routine.kind,
    arguments: given.map(({ type }) => type),
    variadic: given.some(({ mode }) => mode === 'variadic'),
    defaults: routine.default_count,
    returns: routine.returns,
    returns_set: routine.returns_set,
    volatility: routine.volatility,
    security_definer: routine.security_definer,
    leakproof: routine.leakproof ?? false,
  };
}
