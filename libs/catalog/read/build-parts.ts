import type { Action, Constraint, ConstraintKind, Index, Policy, Trigger, Use } from '../model.js';
import { type commentsOf, gather, once } from './lookups.js';
import { rowsOf } from './section.js';
import type { Sections } from './statement.js';

type Comments = ReturnType<typeof commentsOf>;

const constraintKinds: Record<string, ConstraintKind> = {
  p: 'primary_key',
  u: 'unique',
  f: 'foreign_key',
  c: 'check',
  x: 'exclusion',
};
const actions: Record<string, Action> = {
  a: 'no action',
  r: 'restrict',
  c: 'cascade',
  n: 'set null',
  d: 'set default',
};

/** `{1,2}` of an array, `1 2` of a vector. */
function numbersOf(text: string | null) {
  if (!text) return [];
  const list = text.startsWith('{') ? text.slice(1, -1).split(',') : text.split(' ');
  return list.map(Number);
}

export const constraintsOf = ({ constraints }: Sections, comments: Comments) =>
  gather(
    rowsOf(
      constraints,
      (
        oid: number,
        relation: number,
        _type: number,
        name: string,
        kind: string,
        columns: string | null,
        target: number,
        targetColumns: string | null,
        onUpdate: string,
        onDelete: string,
        match: string,
        deferrable: boolean,
        deferred: boolean,
        validated: boolean,
        enforced: boolean,
        index: number,
        expression: string | null,
      ) => {
        const constraint: Constraint = {
          oid,
          name,
          kind: constraintKinds[kind] ?? 'check',
          columns: numbersOf(columns),
          references: target
            ? {
                relation: target,
                columns: numbersOf(targetColumns),
                on_update: actions[onUpdate] ?? 'no action',
                on_delete: actions[onDelete] ?? 'no action',
                match_full: match === 'f',
              }
            : null,
          expression,
          deferrable,
          deferred,
          validated,
          enforced,
          index: index || null,
          comment: comments.constraint.of(oid) ?? null,
        };
        return [relation, constraint] as const;
      },
    ),
  );

export function indexesOf({ indexes, operatorClasses }: Sections, comments: Comments) {
  const special = new Map(rowsOf(operatorClasses, (oid: number, name: string) => [oid, name] as const));
  return gather(
    rowsOf(
      indexes,
      (
        oid: number,
        relation: number,
        name: string,
        method: string,
        unique: boolean,
        primary: boolean,
        valid: boolean,
        nullsNotDistinct: boolean,
        keyCount: number,
        columns: string,
        order: string,
        classes: string,
        expressions: string | null,
        predicate: string | null,
      ) => {
        const index: Index = {
          oid,
          name,
          method,
          unique,
          primary,
          valid,
          nulls_not_distinct: nullsNotDistinct,
          columns: numbersOf(columns),
          key_count: keyCount,
          descending: numbersOf(order).map((bits) => (bits & 1) === 1),
          nulls_first: numbersOf(order).map((bits) => (bits & 2) === 2),
          operator_classes: numbersOf(classes).map((id) => special.get(id) ?? null),
          expressions,
          predicate,
          comment: comments.relation.of(oid) ?? null,
        };
        return [relation, index] as const;
      },
    ),
  );
}

/** So it is called from PostgreSQL 12 on; what stands between quotes is left alone. */
const asFunction = (definition: string) =>
  definition.replaceAll(/'(?:[^']|'')*'|"(?:[^"]|"")*"|\bEXECUTE PROCEDURE\b/g, (found) =>
    found === 'EXECUTE PROCEDURE' ? 'EXECUTE FUNCTION' : found,
  );

export const triggersOf = ({ triggers }: Sections, comments: Comments) =>
  gather(
    rowsOf(
      triggers,
      (oid: number, relation: number, name: string, enabled: string, routine: number, definition: string) => {
        const comment = comments.trigger.of(oid) ?? null;
        const trigger: Trigger = {
          oid,
          name,
          enabled: enabled !== 'D',
          routine,
          definition: asFunction(definition),
          comment,
        };
        return [relation, trigger] as const;
      },
    ),
  );

const commands: Record<string, Policy['command']> = { r: 'select', a: 'insert', w: 'update', d: 'delete' };

export const policiesOf = ({ policies }: Sections, comments: Comments) =>
  gather(
    rowsOf(
      policies,
      (
        oid: number,
        relation: number,
        name: string,
        command: string,
        permissive: boolean,
        roles: string[],
        using: string | null,
        check: string | null,
      ) => {
        const comment = comments.policy.of(oid) ?? null;
        const policy: Policy = {
          oid,
          name,
          command: commands[command] ?? 'all',
          permissive,
          roles: roles.toSorted(),
          using,
          check,
          comment,
        };
        return [relation, policy] as const;
      },
    ),
  );

export const usesOf = once(({ uses }) => {
  const all = rowsOf(
    uses,
    (by: Use['by'], owner: number, routine: boolean, oid: number, columns: number[]) => {
      const use: Use = { by, routine, oid, columns: columns.filter((number) => number > 0) };
      return [owner, use] as const;
    },
  );
  return {
    relation: gather(all.filter(([, { by }]) => by !== 'routine')),
    routine: gather(all.filter(([, { by }]) => by === 'routine')),
  };
});
