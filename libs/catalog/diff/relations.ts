import { describeSequence } from '../describe.js';
import type { Relation } from '../model.js';
import { fullName } from '../names.js';
import { canonicalQuery } from '../view-text.js';
import type { Finding, RuleId } from './change.js';
import { columnFindings } from './columns.js';
import { constraintFindings, indexFindings } from './keys.js';
import { pair } from './pair.js';
import { columnGrantFindings, grantFindings, policyFindings } from './rights.js';
import { affectedBy, type Context, isView, type Side, subjectOf } from './sides.js';

const tables: readonly string[] = ['table', 'partitioned_table', 'foreign_table'];
const isTable = ({ kind }: Relation) => tables.includes(kind);

export function relationFindings(context: Context): Finding[] {
  const { before, after, byId } = context;
  const relations = pair(before.catalog.relations, after.catalog.relations, fullName, byId);
  return [
    ...relations.removed.flatMap((old) => removed(old, before)),
    ...relations.added.flatMap(added),
    ...relations.kept.flatMap(([old, now]) => (old === now ? [] : keptRelation(old, now, context))),
  ];
}

const removed = (old: Relation, before: Side): Finding[] => {
  if (old.sequence?.owned_by) return [];
  const [subject, affected] = [subjectOf(old), affectedBy(before, old.oid)];
  if (old.kind === 'composite_type') return [{ rule: 'type-removed', subject, affected }];
  return [{ rule: isTable(old) ? 'base-table-removed' : 'resource-removed', subject, affected }];
};

const added = (now: Relation): Finding[] => {
  if (now.sequence?.owned_by) return [];
  const subject = subjectOf(now);
  if (now.kind === 'composite_type') return [{ rule: 'type-added', subject }];
  return [{ rule: isTable(now) ? 'base-table-added' : 'resource-added', subject }];
};

function keptRelation(old: Relation, now: Relation, context: Context): Finding[] {
  const { after, byId } = context;
  const subject = subjectOf(now);
  const findings: Finding[] = [];
  const add = (rule: RuleId, before: string | null, is: string | null, more: Partial<Finding> = {}) =>
    findings.push({ rule, subject, before, after: is, ...more });

  if (fullName(old) !== fullName(now)) {
    const affected = affectedBy(after, now.oid);
    if (isView(now)) add('resource-renamed', fullName(old), fullName(now), { affected });
    else if (old.name !== now.name) add('base-table-renamed', fullName(old), fullName(now), { affected });
    else add('base-table-moved-schema', fullName(old), fullName(now), { affected });
  }
  if (old.kind === 'view' && now.kind === 'materialized_view')
    add('view-to-materialized', old.kind, now.kind);
  else if (storage(old) !== storage(now)) add('base-storage-changed', storage(old), storage(now));
  if (old.populated && !now.populated) add('materialized-unpopulated', 'filled', 'empty');
  if (old.definition !== now.definition) add(...definitionRule(old, now, context));
  findings.push(...optionFindings(old, now));
  if (old.owner !== now.owner) add('owner-changed', old.owner, now.owner);
  if (old.comment !== now.comment) add('documentation-changed', old.comment, now.comment);
  const counts = [old, now].map(({ sequence }) => sequence && describeSequence(sequence));
  if (counts[0] !== counts[1])
    add('id-generation-changed', counts[0] ?? null, counts[1] ?? null, {
      part: { kind: 'label', name: 'values' },
    });

  return [
    ...findings,
    ...columnFindings(old, now, { ...context, byId: byId && old.oid === now.oid }),
    ...constraintFindings(old, now, context),
    ...indexFindings(old, now, context),
    ...triggerFindings(old, now, context),
    ...policyFindings(old, now, context),
    ...grantFindings(subject, old.grants, now.grants),
    ...columnGrantFindings(old, now),
  ];
}

function definitionRule(
  old: Relation,
  now: Relation,
  { after, same }: Context,
): [RuleId, string | null, string | null, Partial<Finding>] {
  const reworded =
    same(old.definition, now.definition) ||
    canonicalQuery(old.definition ?? '') === canonicalQuery(now.definition ?? '');
  const affected = affectedBy(after, now.oid);
  const rule = reworded ? 'definition-reformatted' : 'expression-semantics-changed';
  return [rule, old.definition, now.definition, { affected }];
}

const storage = (relation: Relation) =>
  [
    relation.kind.replaceAll('_', ' '),
    relation.unlogged && 'unlogged',
    relation.partition_key && `partitioned by ${relation.partition_key}`,
    relation.partition_bound && `partition ${relation.partition_bound}`,
  ]
    .filter(Boolean)
    .join(', ');

function optionFindings(old: Relation, now: Relation): Finding[] {
  const [was, is] = [old, now].map(({ options }) =>
    options
      .filter((o) => !o.startsWith('security_invoker'))
      .sort()
      .join(', '),
  );
  const invoker = ({ options }: Relation) => options.some((o) => /^security_invoker=(true|on|1|yes)/.test(o));
  const subject = subjectOf(now);
  const findings: Finding[] = [];
  if (!invoker(old) && invoker(now)) findings.push({ rule: 'security-invoker-added', subject });
  if (invoker(old) && !invoker(now)) findings.push({ rule: 'security-invoker-removed', subject });
  if (was !== is)
    findings.push({ rule: 'base-storage-changed', subject, before: was ?? null, after: is ?? null });
  return findings;
}

function triggerFindings(old: Relation, now: Relation, { byId, same }: Context): Finding[] {
  const triggers = pair(old.triggers, now.triggers, ({ name }) => name, byId);
  const said = ({ enabled, definition }: Relation['triggers'][number]) =>
    enabled ? definition : `${definition} (disabled)`;
  const subject = subjectOf(now);
  const part = (name: string) => ({ kind: 'trigger' as const, name });
  const rule = 'base-trigger-changed';
  return [
    ...triggers.removed.map((t): Finding => ({ rule, subject, part: part(t.name), before: said(t) })),
    ...triggers.added.map((t): Finding => ({ rule, subject, part: part(t.name), after: said(t) })),
    ...triggers.kept.flatMap(([a, b]): Finding[] => [
      ...(same(said(a), said(b))
        ? []
        : [{ rule, subject, part: part(b.name), before: said(a), after: said(b) } as Finding]),
      ...(a.comment === b.comment
        ? []
        : [
            {
              rule: 'documentation-changed',
              subject,
              part: part(b.name),
              before: a.comment,
              after: b.comment,
            } as Finding,
          ]),
    ]),
  ];
}
