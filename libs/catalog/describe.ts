import type { Constraint, Grant, Index, Policy, Relation, Sequence } from './model.js';
import { type Names, quoted } from './names.js';

const list = (names: readonly string[]) => `(${names.map(quoted).join(', ')})`;

/** A constraint in words of SQL, by names alone: the same wherever the same constraint is. */
export function describeConstraint(constraint: Constraint, relation: number, names: Names) {
  const columns = list(names.columns(relation, constraint.columns));
  const state = [
    constraint.deferrable && 'deferrable',
    constraint.deferred && 'initially deferred',
    !constraint.validated && constraint.enforced && 'not valid',
    !constraint.enforced && 'not enforced',
  ].filter(Boolean);
  const what = () => {
    switch (constraint.kind) {
      case 'primary_key':
        return `primary key ${columns}`;
      case 'unique':
        return `unique ${columns}`;
      case 'check':
        return `check ${constraint.expression}`;
      case 'exclusion':
        return `${constraint.expression}`;
      case 'foreign_key':
        return `foreign key ${columns} ${describeReference(constraint, names)}`;
    }
  };
  return [what(), ...state].join(' ');
}

export function describeReference({ references }: Constraint, names: Names) {
  if (!references) return '';
  const { relation, columns, on_update, on_delete, match_full } = references;
  return [
    `references ${names.full(relation)} ${list(names.columns(relation, columns))}`,
    match_full && 'match full',
    on_update !== 'no action' && `on update ${on_update}`,
    on_delete !== 'no action' && `on delete ${on_delete}`,
  ]
    .filter(Boolean)
    .join(' ');
}

export function describeIndex(index: Index, { columns }: Relation) {
  const nameOf = (number: number) =>
    number === 0
      ? '(…)'
      : quoted(columns.find((column) => column.number === number)?.name ?? `column ${number}`);
  const keys = index.columns.slice(0, index.key_count).map((number, i) => {
    const descending = index.descending[i] ?? false;
    const order = [descending && 'desc', (index.nulls_first[i] ?? false) !== descending && nullsOf(index, i)];
    return [nameOf(number), index.operator_classes[i], ...order].filter(Boolean).join(' ');
  });
  const included = index.columns.slice(index.key_count).map(nameOf);
  return [
    index.unique && 'unique',
    `${index.method} (${keys.join(', ')})`,
    index.expressions && `with ${index.expressions}`,
    included.length > 0 && `include (${included.join(', ')})`,
    index.nulls_not_distinct && 'nulls not distinct',
    index.predicate && `where ${index.predicate}`,
    !index.valid && 'invalid',
  ]
    .filter(Boolean)
    .join(' ');
}

const nullsOf = ({ nulls_first }: Index, i: number) => (nulls_first[i] ? 'nulls first' : 'nulls last');

export const describePolicy = ({ command, permissive, roles, using, check }: Policy) =>
  [
    permissive ? 'permissive' : 'restrictive',
    `for ${command} to ${roles.join(', ')}`,
    using && `using (${using})`,
    check && `with check (${check})`,
  ]
    .filter(Boolean)
    .join(' ');

export const describeSequence = ({ type, start, increment, min, max, cycles }: Sequence) =>
  `${type} from ${start} by ${increment}, ${min} to ${max}${cycles ? ', cycles' : ''}`;

/** MAINTAIN came with PostgreSQL 17, within ALL. */
export const describeGrants = (grants: readonly Grant[]) =>
  grants
    .map(({ grantee, privileges, grantable }) => {
      const rights = privileges.filter((privilege) => privilege !== 'MAINTAIN').map((p) => p.toLowerCase());
      return `${grantee}: ${rights.sort().join(', ')}${grantable ? ' (may pass on)' : ''}`;
    })
    .sort();
