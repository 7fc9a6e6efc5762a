import { createHash } from 'node:crypto';
import {
  describeConstraint,
  describeGrants,
  describeIndex,
  describePolicy,
  describeSequence,
} from './describe.js';
import type { Catalog, Column, Relation, Routine, UserType } from './model.js';
import { type Names, namesOf, signature } from './names.js';
import { canonicalQuery } from './view-text.js';

const sorted = <T>(items: readonly T[], text: (item: T) => unknown) =>
  items.map((item) => JSON.stringify(text(item))).sort();

const column = (c: Column) => [
  c.name,
  c.type,
  c.not_null,
  c.default,
  c.identity,
  c.generated,
  c.collation,
  c.comment,
  describeGrants(c.grants),
];

/** All that makes a relation what it is, in names alone: no ids, no owner, nothing of the server it is on. */
export const canonicalRelation = (relation: Relation, names: Names) => [
  [relation.schema, relation.name, relation.kind, relation.unlogged],
  relation.options.toSorted(),
  relation.row_security,
  relation.definition && canonicalQuery(relation.definition),
  [relation.partition_key, relation.partition_bound, relation.parents.map(names.full).sort()],
  relation.columns.map(column),
  sorted(relation.constraints, (c) => [c.name, describeConstraint(c, relation.oid, names), c.comment]),
  sorted(relation.indexes, (i) => [i.name, describeIndex(i, relation), i.comment]),
  sorted(relation.triggers, (t) => [t.name, t.enabled, t.definition, t.comment]),
  sorted(relation.policies, (p) => [p.name, describePolicy(p), p.comment]),
  describeGrants(relation.grants),
  relation.sequence && describeSequence(relation.sequence),
  relation.comment,
];

export const canonicalRoutine = (r: Routine) => [
  [r.schema, r.name, signature(r), r.kind, r.language],
  r.arguments.map(({ name, mode, type }) => [name, mode, type]),
  [r.default_count, r.defaults, r.returns, r.returns_set, r.rows],
  [r.volatility, r.strict, r.security_definer, r.settings.toSorted()],
  r.language === 'sql' ? canonicalQuery(r.body) : r.body,
  describeGrants(r.grants),
  r.comment,
];

export const canonicalType = (t: UserType) => [
  [t.schema, t.name, t.kind, t.base, t.not_null, t.default, t.comment],
  t.labels.map(({ name }) => name),
  sorted(t.checks, ({ name, expression }) => [name, expression]),
];

/** The rights on `public` are what the version that made the database gives everybody. */
const canonicalSchema = ({ name, comment, grants }: Catalog['schemas'][number]) =>
  name === 'public' ? [name] : [name, comment, describeGrants(grants)];

/**
 * The same schema has the same hash: on any supported server, after dump and restore, in another database. What is in no
 * dump (ids, statistics) or differs between servers of its own (versions of extensions) is no part of it.
 */
export function versionHash(catalog: Catalog) {
  const names = namesOf(catalog);
  const hash = createHash('sha256');
  const add = (kind: string, lines: readonly string[]) => hash.update(`${kind}\n${lines.join('\n')}\n`);
  add('schemas', sorted(catalog.schemas, canonicalSchema));
  add(
    'extensions',
    sorted(catalog.extensions, ({ name, schema }) => [name, schema]),
  );
  add('types', sorted(catalog.types, canonicalType));
  add(
    'relations',
    sorted(catalog.relations, (relation) => canonicalRelation(relation, names)),
  );
  add('routines', sorted(catalog.routines, canonicalRoutine));
  return hash.digest('hex');
}
