import { describeGrants, describePolicy } from '../describe.js';
import type { Grant, Policy, Relation } from '../model.js';
import type { Finding, RuleId, Subject } from './change.js';
import { pair } from './pair.js';
import { type Context, subjectOf } from './sides.js';

const rightsBy = (grants: readonly Grant[]) =>
  new Map(
    grants.map(({ grantee, privileges }) => [
      grantee,
      privileges.filter((right) => right !== 'MAINTAIN').map((right) => right.toLowerCase()),
    ]),
  );

/** What roles other than the owner gained and lost. */
export function grantFindings(
  subject: Subject,
  before: readonly Grant[],
  after: readonly Grant[],
  lost: RuleId = 'grant-removed',
): Finding[] {
  const [was, is] = [rightsBy(before), rightsBy(after)];
  return [...new Set([...was.keys(), ...is.keys()])].flatMap((grantee): Finding[] => {
    const [old, now] = [was.get(grantee) ?? [], is.get(grantee) ?? []];
    const removed = old.filter((right) => !now.includes(right)).join(', ');
    const added = now.filter((right) => !old.includes(right)).join(', ');
    const part = { kind: 'grant' as const, name: grantee };
    return [
      ...(removed ? [{ rule: lost, subject, part, before: removed }] : []),
      ...(added ? [{ rule: 'grant-added' as const, subject, part, after: added }] : []),
    ];
  });
}

export function columnGrantFindings(old: Relation, now: Relation): Finding[] {
  const said = ({ columns }: Relation) =>
    columns.flatMap(({ name, grants }) => describeGrants(grants).map((grant) => `${name}: ${grant}`));
  const [was, is] = [said(old), said(now)];
  const gone = was.filter(
    (grant) => !is.includes(grant) && now.columns.some(({ name }) => grant.startsWith(`${name}: `)),
  );
  const added = is.filter((grant) => !was.includes(grant));
  const subject = subjectOf(now);
  const part = { kind: 'grant' as const, name: 'columns' };
  return [
    ...(gone.length > 0
      ? [{ rule: 'column-grant-removed' as const, subject, part, before: gone.join('; ') }]
      : []),
    ...(added.length > 0 ? [{ rule: 'grant-added' as const, subject, part, after: added.join('; ') }] : []),
  ];
}

export function policyFindings(old: Relation, now: Relation, { byId, same }: Context): Finding[] {
  const subject = subjectOf(now);
  const findings: Finding[] = [];
  const add = (rule: RuleId, policy: Policy, before: string | null, after: string | null) =>
    findings.push({ rule, subject, part: { kind: 'policy', name: policy.name }, before, after });
  const on = now.row_security.enabled;
  if (on && !old.row_security.enabled) {
    if (now.policies.length === 0) findings.push({ rule: 'rls-enabled-without-policy', subject });
    else findings.push({ rule: 'rls-policy-narrowed', subject, before: 'off', after: 'row security on' });
  }
  if (!on && old.row_security.enabled)
    findings.push({ rule: 'rls-policy-widened', subject, before: 'row security on', after: 'off' });
  if (old.row_security.forced !== now.row_security.forced) {
    const rule = now.row_security.forced ? 'rls-policy-narrowed' : 'rls-policy-widened';
    const said = (forced: boolean) => (forced ? 'binds the owner too' : 'does not bind the owner');
    findings.push({
      rule,
      subject,
      before: said(old.row_security.forced),
      after: said(now.row_security.forced),
    });
  }
  const policies = pair(old.policies, now.policies, ({ name }) => name, byId);
  for (const policy of policies.added)
    add(
      policy.permissive ? 'rls-policy-widened' : 'rls-policy-narrowed',
      policy,
      null,
      describePolicy(policy),
    );
  for (const policy of policies.removed)
    add(
      policy.permissive ? 'rls-policy-narrowed' : 'rls-policy-widened',
      policy,
      describePolicy(policy),
      null,
    );
  for (const [was, is] of policies.kept) {
    const [before, after] = [describePolicy(was), describePolicy(is)];
    if (!same(before, after) || was.name !== is.name)
      add('rls-policy-changed', is, `${was.name}: ${before}`, `${is.name}: ${after}`);
    if (was.comment !== is.comment) add('documentation-changed', is, was.comment, is.comment);
  }
  return findings;
}
