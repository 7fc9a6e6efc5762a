import { describeConstraint, describeGrants, describeIndex, describePolicy } from '@pgai/catalog/describe.js';
import type { Catalog, Relation, Routine } from '@pgai/catalog/model.js';
import { type Names, namesOf, signature } from '@pgai/catalog/names.js';
import type { SchemaObjectDetail } from '@pgai/contracts/schema-objects.js';

type Note = (column: number) => string | null;
type FromCatalog = Omit<SchemaObjectDetail, 'views'>;
type Place = { id: number; kind: string; schema: string; name: string };

const place = ({ oid, kind, schema, name }: Relation | Routine): Place => ({ id: oid, kind, schema, name });

/** Everything the catalog knows of one object, with what hangs on it on both sides; undefined when there is no such object. */
export function objectDetail(catalog: Catalog, oid: number, note: Note): FromCatalog | undefined {
  const names = namesOf(catalog);
  const relation = names.relation(oid);
  if (relation) return relationDetail(relation, catalog, names, note);
  const routine = names.routine(oid);
  if (routine) return routineDetail(routine, catalog, names, note);
  const type = catalog.types.find((one) => one.oid === oid);
  if (!type) return undefined;
  return {
    ...nothing,
    id: oid,
    kind: type.kind,
    schema: type.schema,
    name: type.name,
    owner: type.owner,
    description: type.comment,
    note: note(0),
    definition: type.base,
    labels: type.labels.map(({ name }) => name),
    constraints: type.checks.map(({ name, expression }) => ({
      name,
      type: 'check',
      definition: expression,
      description: null,
    })),
  };
}

const nothing = {
  options: [],
  partition: { key: null, bound: null },
  parents: [],
  children: [],
  row_security: { enabled: false, forced: false },
  columns: [],
  constraints: [],
  indexes: [],
  triggers: [],
  policies: [],
  grants: [],
  refers_to: [],
  referred_by: [],
  used_by: [],
  uses: [],
  routine: null,
  labels: [],
} satisfies Partial<FromCatalog>;

const usersOf = ({ relations, routines }: Catalog, oid: number) =>
  [...relations, ...routines].filter((user) => user.oid !== oid && user.uses.some((use) => use.oid === oid));

const usedBy = (catalog: Catalog, oid: number, names: Names) =>
  usersOf(catalog, oid).map((user) => {
    const numbers = user.uses.filter((use) => use.oid === oid).flatMap(({ columns }) => columns);
    return { ...place(user), columns: names.columns(oid, [...new Set(numbers)]) };
  });

const usesOf = ({ uses, oid }: Relation | Routine, names: Names) =>
  uses.flatMap((use) => {
    const target = use.oid === oid ? undefined : (names.relation(use.oid) ?? names.routine(use.oid));
    return target ? [{ ...place(target), columns: names.columns(use.oid, use.columns) }] : [];
  });

function relationDetail(relation: Relation, catalog: Catalog, names: Names, note: Note): FromCatalog {
  const { oid } = relation;
  const known = (oids: readonly number[]) => oids.flatMap((id) => names.relation(id) ?? []).map(place);
  return {
    ...nothing,
    ...place(relation),
    owner: relation.owner,
    description: relation.comment,
    note: note(0),
    definition: relation.definition,
    options: relation.options,
    partition: { key: relation.partition_key, bound: relation.partition_bound },
    parents: known(relation.parents),
    children: catalog.relations.filter(({ parents }) => parents.includes(oid)).map(place),
    row_security: relation.row_security,
    columns: columnDetails(relation, catalog, names, note),
    constraints: relation.constraints.map((constraint) => ({
      name: constraint.name,
      type: constraint.kind,
      definition: describeConstraint(constraint, oid, names),
      description: constraint.comment,
    })),
    indexes: relation.indexes.map((index) => ({
      name: index.name,
      definition: describeIndex(index, relation),
      description: index.comment,
    })),
    triggers: relation.triggers.map(({ name, definition, enabled, comment }) => ({
      name,
      definition,
      enabled,
      description: comment,
    })),
    policies: relation.policies.map((policy) => ({
      name: policy.name,
      definition: describePolicy(policy),
      description: policy.comment,
    })),
    grants: describeGrants(relation.grants),
    refers_to: tiesOf(relation, names),
    referred_by: catalog.relations
      .flatMap((other) => tiesOf(other, names).map((tie) => ({ other, tie })))
      .filter(({ other, tie }) => tie.id === oid && other.oid !== oid)
      .map(({ other, tie }) => ({
        ...place(other),
        constraint: tie.constraint,
        columns: tie.their_columns,
        their_columns: tie.columns,
      })),
    used_by: usedBy(catalog, oid, names),
    uses: usesOf(relation, names),
  };
}

const tiesOf = ({ oid, constraints }: Relation, names: Names) =>
  constraints.flatMap(({ name, columns, references }) => {
    const target = references && names.relation(references.relation);
    if (!target) return [];
    return [
      {
        ...place(target),
        constraint: name,
        columns: names.columns(oid, columns),
        their_columns: names.columns(target.oid, references.columns),
      },
    ];
  });

function columnDetails(relation: Relation, catalog: Catalog, names: Names, note: Note) {
  const users = usersOf(catalog, relation.oid);
  const keys = (kind: string) => relation.constraints.filter((constraint) => constraint.kind === kind);
  return relation.columns.map((column): SchemaObjectDetail['columns'][number] => ({
    number: column.number,
    name: column.name,
    type: column.type,
    nullable: !column.not_null,
    default_value: column.default,
    identity: column.identity,
    generated: column.generated,
    collation: column.collation,
    is_primary_key: keys('primary_key').some(({ columns }) => columns.includes(column.number)),
    is_unique: keys('unique').some(({ columns }) => columns.length === 1 && columns[0] === column.number),
    references: keys('foreign_key').flatMap(({ columns, references }) => {
      const at = columns.indexOf(column.number);
      const target = references && at >= 0 ? names.relation(references.relation) : undefined;
      if (!target || !references) return [];
      const [name = ''] = names.columns(target.oid, references.columns.slice(at, at + 1));
      return [{ ...place(target), column: name }];
    }),
    description: column.comment,
    note: note(column.number),
    used_by: users
      .filter(({ uses }) =>
        uses.some((use) => use.oid === relation.oid && use.columns.includes(column.number)),
      )
      .map(place),
  }));
}

const routineDetail = (routine: Routine, catalog: Catalog, names: Names, note: Note): FromCatalog => ({
  ...nothing,
  ...place(routine),
  owner: routine.owner,
  description: routine.comment,
  note: note(0),
  definition: routine.body,
  grants: describeGrants(routine.grants),
  used_by: usedBy(catalog, routine.oid, names),
  uses: usesOf(routine, names),
  routine: {
    signature: signature(routine),
    returns: `${routine.returns_set ? 'set of ' : ''}${routine.returns}`,
    language: routine.language,
    volatility: routine.volatility,
    security_definer: routine.security_definer,
    strict: routine.strict,
    settings: routine.settings,
  },
});
