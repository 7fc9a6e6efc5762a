import { describeConstraint } from '@pgai/catalog/describe.js';
import type { Catalog, Relation } from '@pgai/catalog/model.js';
import { type Names, namesOf, signature } from '@pgai/catalog/names.js';
import type { DatabaseSchema, Relationship, SchemaColumn, SchemaObject } from '@pgai/contracts/schemas.js';

type Known = { connectionId: string; version_hash: string; read_at: Date };

/** The catalog in the shape of the specification. Sequences are in the outline alone, as it has no type for them. */
export function databaseSchema(
  catalog: Catalog,
  { connectionId, version_hash, read_at }: Known,
): DatabaseSchema {
  const names = namesOf(catalog);
  return {
    connection_id: connectionId,
    schemas: [
      ...catalog.relations
        .filter(({ kind }) => kind !== 'sequence')
        .map((relation) => relationObject(relation, names)),
      ...catalog.types.map(typeObject),
      ...catalog.routines.map(routineObject),
    ],
    relationships: relationshipsOf(catalog, names),
    last_updated: read_at.toISOString(),
    version_hash,
  };
}

const typeOf = ({ kind }: Relation): SchemaObject['type'] => {
  if (kind === 'view' || kind === 'materialized_view') return 'view';
  return kind === 'composite_type' ? 'type' : 'table';
};

export function columnsOf({ columns, constraints }: Relation): SchemaColumn[] {
  const within = (kind: string) =>
    new Set(
      constraints
        .filter((constraint) => constraint.kind === kind)
        .flatMap((constraint) => constraint.columns),
    );
  const [primary, foreign] = [within('primary_key'), within('foreign_key')];
  return columns.map(({ number, name, type, not_null, default: fallback, comment }) => ({
    name,
    type,
    nullable: !not_null,
    default_value: fallback,
    is_primary_key: primary.has(number),
    is_foreign_key: foreign.has(number),
    description: comment,
  }));
}

const relationObject = (relation: Relation, names: Names): SchemaObject => ({
  type: typeOf(relation),
  schema: relation.schema,
  name: relation.name,
  columns: columnsOf(relation),
  constraints: relation.constraints.map((constraint) => ({
    name: constraint.name,
    type: constraint.kind,
    columns: names.columns(relation.oid, constraint.columns),
    definition: describeConstraint(constraint, relation.oid, names),
  })),
  metadata: {
    id: relation.oid,
    kind: relation.kind,
    owner: relation.owner,
    description: relation.comment,
    definition: relation.definition,
    signature: null,
    labels: [],
    row_security: relation.row_security.enabled,
  },
});

const plain = { columns: [], constraints: [] };

const typeObject = ({
  oid,
  schema,
  name,
  kind,
  owner,
  comment,
  base,
  labels,
}: Catalog['types'][number]): SchemaObject => ({
  type: 'type',
  schema,
  name,
  ...plain,
  metadata: {
    id: oid,
    kind,
    owner,
    description: comment,
    definition: base,
    signature: null,
    labels: labels.map((label) => label.name),
    row_security: false,
  },
});

const routineObject = (routine: Catalog['routines'][number]): SchemaObject => ({
  type: 'function',
  schema: routine.schema,
  name: routine.name,
  ...plain,
  metadata: {
    id: routine.oid,
    kind: routine.kind,
    owner: routine.owner,
    description: routine.comment,
    definition: routine.body,
    signature: signature(routine),
    labels: [],
    row_security: false,
  },
});

function relationshipsOf({ relations }: Catalog, names: Names): Relationship[] {
  return relations.flatMap((from) =>
    from.constraints.flatMap(({ name, columns, references }): Relationship[] => {
      const to = references && names.relation(references.relation);
      if (!to) return [];
      const one = from.constraints.some(
        ({ kind, columns: key }) =>
          (kind === 'primary_key' || kind === 'unique') && key.every((c) => columns.includes(c)),
      );
      return [
        {
          name,
          from: { schema: from.schema, name: from.name, columns: names.columns(from.oid, columns) },
          to: { schema: to.schema, name: to.name, columns: names.columns(to.oid, references.columns) },
          cardinality: one ? 'one-to-one' : 'many-to-one',
          on_update: references.on_update,
          on_delete: references.on_delete,
        },
      ];
    }),
  );
}
