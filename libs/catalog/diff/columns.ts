import type { Column, Relation } from '../model.js';
import type { Finding, RuleId } from './change.js';
import { pair } from './pair.js';
import { affectedBy, type Context, exposed, isView, subjectOf } from './sides.js';
import { typeRule } from './type-change.js';

const part = ({ name }: Column) => ({ kind: 'column' as const, name });

/** A dropped column leaves its number behind; with a number one knows a column by whatever name. */
const numbered = (columns: readonly Column[]) => columns.map((column) => ({ ...column, oid: column.number }));

export function columnFindings(
  old: Relation,
  now: Relation,
  { before, after, byId, same }: Context,
): Finding[] {
  const subject = subjectOf(now);
  const view = isView(now);
  // In a view an id says nothing: created anew, it has the old numbers for other columns.
  const columns = pair(numbered(old.columns), numbered(now.columns), ({ name }) => name, byId && !view);
  const findings: Finding[] = [];
  for (const column of columns.removed) {
    const affected = affectedBy(before, old.oid, column.number);
    const read = affected.length > 0 || exposed(old);
    const base = read ? 'base-column-removed' : 'base-column-removed-unread';
    findings.push({
      rule: view ? 'column-removed' : base,
      subject,
      part: part(column),
      before: column.type,
      affected,
    });
  }
  for (const column of columns.added) {
    findings.push({
      rule: view ? 'column-added' : 'base-column-added',
      subject,
      part: part(column),
      after: column.type,
    });
    if (!view && column.not_null && required(column))
      findings.push({ rule: 'write-required-field-added', subject, part: part(column), after: column.type });
  }
  for (const [was, is] of columns.kept) {
    const affected = () => affectedBy(after, now.oid, is.number);
    if (was.name !== is.name) {
      const rule = !view && exposed(old) ? 'column-renamed' : 'base-column-renamed';
      findings.push({
        rule,
        subject,
        part: part(is),
        before: was.name,
        after: is.name,
        affected: affected(),
      });
    }
    if (was.type !== is.type) {
      const seen = exposed(old) ? typeRule(was.type, is.type, before.catalog, after.catalog) : undefined;
      const change = { subject, part: part(is), before: was.type, after: is.type, affected: affected() };
      findings.push({ rule: seen ?? 'base-column-retyped', ...change });
    }
    findings.push(
      ...kept(was, is, view, exposed(old), same).map((finding) => ({ ...finding, subject, part: part(is) })),
    );
  }
  if (view && reordered(old, now)) findings.push({ rule: 'column-reordered', subject });
  return findings;
}

/** Has to be given on insert. */
const required = (column: Column) => column.default === null && !column.identity && !column.generated;

type Kept = { rule: RuleId; before?: string | null; after?: string | null };

function kept(was: Column, is: Column, view: boolean, seen: boolean, same: Context['same']): Kept[] {
  const found: Kept[] = [];
  if (was.not_null !== is.not_null && !view) {
    if (is.not_null) {
      if (required(is)) found.push({ rule: 'write-required-field-added', after: 'not null' });
      else found.push({ rule: 'constraint-tightened', after: 'not null' });
      if (seen) found.push({ rule: 'nullability-tightened-response' });
    } else {
      found.push({ rule: 'write-required-field-relaxed', before: 'not null' });
      if (seen) found.push({ rule: 'nullability-loosened-response' });
    }
  }
  if (was.generated !== is.generated) {
    const [before, after] = [was.generated ?? 'plain', is.generated ?? 'plain'];
    found.push({ rule: is.generated ? 'column-became-read-only' : 'column-became-writable', before, after });
  } else if (!same(was.default, is.default)) found.push(defaultChange(was, is));
  if (was.identity !== is.identity) {
    const refused = is.identity === 'always';
    const change = { before: was.identity ?? 'no identity', after: is.identity ?? 'no identity' };
    found.push({ rule: refused ? 'explicit-key-refused' : 'id-generation-changed', ...change });
  }
  if (was.collation !== is.collation)
    found.push({ rule: 'column-collation-changed', before: was.collation, after: is.collation });
  if (was.comment !== is.comment)
    found.push({ rule: 'documentation-changed', before: was.comment, after: is.comment });
  return found;
}

function defaultChange(was: Column, is: Column): Kept {
  const change = { before: was.default, after: is.default };
  if (was.default === null && is.not_null && !is.identity)
    return { rule: 'write-required-field-relaxed', ...change };
  if (is.default === null && is.not_null && !is.identity)
    return { rule: 'write-required-field-added', ...change };
  const counts = [was, is].some((column) => /\bnextval\(|uuid/.test(column.default ?? ''));
  return { rule: counts ? 'id-generation-changed' : 'default-value-changed', ...change };
}

function reordered(old: Relation, now: Relation) {
  const names = now.columns.map(({ name }) => name);
  const survivors = old.columns.map(({ name }) => name).filter((name) => names.includes(name));
  return survivors.some((name, i) => names[i] !== name);
}
