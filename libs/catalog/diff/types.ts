import type { Catalog, UserType } from '../model.js';
import { fullName } from '../names.js';
import type { Affected, Finding, RuleId, Subject } from './change.js';
import { pair } from './pair.js';
import { type Context, subjectOf } from './sides.js';

const subject = ({ oid, schema, name }: UserType): Subject => ({ kind: 'type', oid, schema, name });

/** The columns that have this type, or an array of it. */
const users = ({ relations }: Catalog, type: UserType): Affected[] =>
  relations.flatMap((relation) => {
    const name = fullName(type);
    const columns = relation.columns.filter((column) => column.type.replace(/(\[\])+$/, '') === name);
    return columns.length > 0
      ? [{ ...subjectOf(relation), columns: columns.map((column) => column.name) }]
      : [];
  });

export function typeFindings({ before, after, byId }: Context): Finding[] {
  const types = pair(before.catalog.types, after.catalog.types, fullName, byId);
  return [
    ...types.removed.map(
      (old): Finding => ({
        rule: 'type-removed',
        subject: subject(old),
        affected: users(before.catalog, old),
      }),
    ),
    ...types.added.map((now): Finding => ({ rule: 'type-added', subject: subject(now) })),
    ...types.kept.flatMap(([old, now]) => {
      const affected = users(after.catalog, now);
      return kept(old, now, byId).map((finding) => ({ ...finding, affected }));
    }),
  ];
}

function kept(old: UserType, now: UserType, byId: boolean): Finding[] {
  const findings: Finding[] = [];
  const add = (rule: RuleId, before: string | null, after: string | null, label?: string) =>
    findings.push({
      rule,
      subject: subject(now),
      before,
      after,
      ...(label !== undefined && { part: { kind: 'label', name: label } }),
    });
  if (fullName(old) !== fullName(now)) add('type-renamed', fullName(old), fullName(now));
  const labels = pair(old.labels, now.labels, ({ name }) => name, byId);
  for (const { name } of labels.removed) add('enum-value-removed', name, null, name);
  for (const { name } of labels.added) add('enum-value-added-response', null, name, name);
  for (const [was, is] of labels.kept)
    if (was.name !== is.name) add('enum-value-renamed', was.name, is.name, is.name);
  const order = (list: UserType['labels'], known: readonly string[]) =>
    list
      .map(({ name }) => name)
      .filter((name) => known.includes(name))
      .join();
  const shared = old.labels
    .map(({ name }) => name)
    .filter((name) => now.labels.some((label) => label.name === name));
  if (order(old.labels, shared) !== order(now.labels, shared))
    add(
      'enum-order-changed',
      old.labels.map(({ name }) => name).join(', '),
      now.labels.map(({ name }) => name).join(', '),
    );

  const [was, is] = [said(old), said(now)];
  if (was !== is) add('type-changed', was, is);
  const checks = pair(old.checks, now.checks, ({ name, expression }) => `${name} ${expression}`, false);
  for (const { expression } of checks.removed) add('constraint-relaxed', expression, null);
  for (const { expression } of checks.added) add('constraint-tightened', null, expression);
  if (old.comment !== now.comment) add('documentation-changed', old.comment, now.comment);
  return findings;
}

const said = ({ base, not_null, default: fallback }: UserType) =>
  [base, not_null && 'not null', fallback && `default ${fallback}`].filter(Boolean).join(' ');
