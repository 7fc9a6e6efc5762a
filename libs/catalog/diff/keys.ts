import { describeConstraint, describeIndex } from '../describe.js';
import type { Constraint, Relation } from '../model.js';
import type { Finding, Part, RuleId } from './change.js';
import { pair } from './pair.js';
import { type Context, subjectOf } from './sides.js';

const keys: readonly string[] = ['primary_key', 'unique'];

/** Constraints by what they refuse, and by what one may address or embed through them. */
export function constraintFindings(
  old: Relation,
  now: Relation,
  { before, after, byId, same }: Context,
): Finding[] {
  const subject = subjectOf(now);
  const findings: Finding[] = [];
  const add = (constraint: Constraint, rule: RuleId, more: Partial<Finding>) =>
    findings.push({ rule, subject, part: { kind: 'constraint', name: constraint.name }, ...more });
  const was = (constraint: Constraint) => describeConstraint(constraint, old.oid, before.names);
  const is = (constraint: Constraint) => describeConstraint(constraint, now.oid, after.names);
  const remove = (constraint: Constraint) => {
    if (constraint.kind === 'foreign_key')
      add(constraint, 'embed-relation-removed', { before: was(constraint) });
    else if (constraint.kind === 'primary_key')
      add(constraint, 'row-identity-lost', { before: was(constraint) });
    else if (constraint.kind === 'unique')
      add(constraint, 'upsert-target-removed', { before: was(constraint) });
    if (!keys.includes(constraint.kind)) add(constraint, 'constraint-relaxed', { before: was(constraint) });
  };
  const create = (constraint: Constraint) => {
    add(constraint, 'constraint-tightened', { after: is(constraint) });
    if (constraint.kind === 'foreign_key') add(constraint, 'embed-relation-added', { after: is(constraint) });
    else if (keys.includes(constraint.kind))
      add(constraint, 'upsert-target-added', { after: is(constraint) });
  };

  const constraints = pair(old.constraints, now.constraints, ({ name }) => name, byId);
  for (const constraint of constraints.removed) remove(constraint);
  for (const constraint of constraints.added) create(constraint);
  for (const [a, b] of constraints.kept) {
    if (a.name !== b.name) add(b, 'constraint-renamed', { before: a.name, after: b.name });
    const change = { before: was(a), after: is(b) };
    if (change.before !== change.after && !sameButForNames(a, b, byId, same)) {
      if (onlyActionsDiffer(a, b)) add(b, 'referential-action-changed', change);
      else {
        remove(a);
        create(b);
      }
    }
    if (a.comment !== b.comment) add(b, 'documentation-changed', { before: a.comment, after: b.comment });
  }
  return findings;
}

/** The same columns of the same tables under new names are no other constraint. */
const sameButForNames = (a: Constraint, b: Constraint, byId: boolean, same: Context['same']) => {
  const rest = (one: Constraint) => JSON.stringify({ ...one, name: '', expression: '', comment: null });
  return byId && a.oid === b.oid && rest(a) === rest(b) && same(a.expression, b.expression);
};

const onlyActionsDiffer = (a: Constraint, b: Constraint) => {
  if (!a.references || !b.references) return false;
  const actions = ({ references }: Constraint) => [references?.on_delete, references?.on_update].join();
  return actions(a) !== actions(b) && a.columns.length === b.columns.length;
};

export function indexFindings(old: Relation, now: Relation, { byId }: Context): Finding[] {
  const subject = subjectOf(now);
  // An index that keeps a constraint is told with it.
  const own = ({ indexes, constraints }: Relation) =>
    indexes.filter(
      ({ oid }) => !constraints.some(({ kind, index }) => kind !== 'foreign_key' && index === oid),
    );
  const indexes = pair(own(old), own(now), ({ name }) => name, byId);
  const part = (name: string): Part => ({ kind: 'index', name });
  const findings: Finding[] = [
    ...indexes.removed.map(
      (index): Finding => ({
        rule: 'index-removed',
        subject,
        part: part(index.name),
        before: describeIndex(index, old),
      }),
    ),
    ...indexes.added.map(
      (index): Finding => ({
        rule: 'index-added',
        subject,
        part: part(index.name),
        after: describeIndex(index, now),
      }),
    ),
  ];
  for (const [a, b] of indexes.kept) {
    const [before, after] = [describeIndex(a, old), describeIndex(b, now)];
    const said = (name: string, text: string) => `${name}: ${text}`;
    if (a.name !== b.name)
      findings.push({
        rule: 'index-changed',
        subject,
        part: part(b.name),
        before: said(a.name, before),
        after: said(b.name, after),
      });
    else if (before !== after && !(byId && a.oid === b.oid && a.valid === b.valid))
      findings.push({ rule: 'index-changed', subject, part: part(b.name), before, after });
    if (a.comment !== b.comment)
      findings.push({
        rule: 'documentation-changed',
        subject,
        part: part(b.name),
        before: a.comment,
        after: b.comment,
      });
  }
  return findings;
}
