import type { Argument, Routine } from '../model.js';
import { fullName, signature } from '../names.js';
import type { Finding, RuleId } from './change.js';
import { pair } from './pair.js';
import { grantFindings } from './rights.js';
import { affectedBy, type Context, subjectOf } from './sides.js';

const nameOf = (routine: Routine) => `${fullName(routine)}(${signature(routine)})`;
const inputs = ({ arguments: all }: Routine) => all.filter(({ mode }) => mode !== 'out' && mode !== 'table');
const result = ({ returns, returns_set, arguments: all }: Routine) => {
  const out = all
    .filter(({ mode }) => mode !== 'in' && mode !== 'variadic')
    .map(({ name, type }) => `${name ?? ''} ${type}`);
  return `${returns_set ? 'set of ' : ''}${returns}${out.length > 0 ? ` (${out.join(', ')})` : ''}`;
};

export function routineFindings(context: Context): Finding[] {
  const { before, after, byId } = context;
  const [olds, nows] = [before.catalog.routines, after.catalog.routines];
  const routines = pair(olds, nows, nameOf, byId);
  // A new form that is the only one of its name, where one was lost, is the old one with other arguments.
  const only = (list: readonly Routine[], routine: Routine) =>
    list.filter((other) => fullName(other) === fullName(routine)).length === 1;
  const replaced = routines.removed.flatMap((old) => {
    const now = routines.added.find((one) => fullName(one) === fullName(old));
    return now && only(olds, old) && only(nows, now) ? [[old, now] as const] : [];
  });
  const inPair = new Set(replaced.flat());
  const removed = routines.removed.filter((routine) => !inPair.has(routine));
  const added = routines.added.filter((routine) => !inPair.has(routine));
  return [
    ...removed.map((old): Finding => {
      const left = nows.some((one) => fullName(one) === fullName(old));
      const rule = left ? 'function-overload-removed' : 'function-removed';
      return { rule, subject: subjectOf(old), before: signature(old), affected: affectedBy(before, old.oid) };
    }),
    ...added.map((now): Finding => {
      const rule = olds.some((one) => fullName(one) === fullName(now))
        ? 'function-overload-added'
        : 'function-added';
      return { rule, subject: subjectOf(now), after: signature(now) };
    }),
    ...[...routines.kept, ...replaced].flatMap(([old, now]) => kept(old, now, context)),
  ];
}

const volatilities = ['immutable', 'stable', 'volatile'];

function kept(old: Routine, now: Routine, { after, same }: Context): Finding[] {
  const subject = subjectOf(now);
  const affected = affectedBy(after, now.oid);
  const findings: Finding[] = [];
  const add = (rule: RuleId, was: string | null, is: string | null) =>
    findings.push({ rule, subject, before: was, after: is, affected });
  if (fullName(old) !== fullName(now)) add('function-renamed', fullName(old), fullName(now));
  findings.push(...argumentFindings(old, now));
  if (!same(result(old), result(now))) add('function-return-shape-changed', result(old), result(now));
  if (!same(old.body, now.body) || old.language !== now.language)
    add(affected.length > 0 ? 'base-function-body-changed' : 'function-body-changed', old.body, now.body);
  if (old.volatility !== now.volatility) {
    const raised = volatilities.indexOf(now.volatility) > volatilities.indexOf(old.volatility);
    add(
      raised ? 'function-volatility-raised' : 'function-volatility-lowered',
      old.volatility,
      now.volatility,
    );
  }
  if (old.strict !== now.strict)
    add(now.strict ? 'function-strict-added' : 'function-strict-removed', null, null);
  const rights = ({ security_definer, owner }: Routine) => (security_definer ? owner : 'the caller');
  if (rights(old) !== rights(now)) add('function-security-changed', rights(old), rights(now));
  const settings = [old, now].map((routine) => routine.settings.toSorted().join(', '));
  if (settings[0] !== settings[1]) add('function-config-changed', settings[0] ?? null, settings[1] ?? null);
  if (old.comment !== now.comment) add('documentation-changed', old.comment, now.comment);
  return [...findings, ...grantFindings(subject, old.grants, now.grants, 'execute-revoked')];
}

function argumentFindings(old: Routine, now: Routine): Finding[] {
  const subject = subjectOf(now);
  const [was, is] = [inputs(old), inputs(now)];
  const part = (argument: Argument, i: number) => ({
    kind: 'argument' as const,
    name: argument.name ?? `$${i + 1}`,
  });
  const findings = is.flatMap((argument, i): Finding[] => {
    const before = was[i];
    if (!before) {
      const optional = i >= is.length - now.default_count;
      const rule = optional ? 'function-argument-added-optional' : 'function-argument-added-required';
      return [{ rule, subject, part: part(argument, i), after: argument.type }];
    }
    const renamed = before.name !== argument.name;
    const retyped = before.type !== argument.type;
    return [
      ...(renamed
        ? [
            {
              rule: 'function-argument-renamed' as const,
              subject,
              part: part(argument, i),
              before: before.name,
              after: argument.name,
            },
          ]
        : []),
      ...(retyped
        ? [
            {
              rule: 'function-argument-type-changed' as const,
              subject,
              part: part(argument, i),
              before: before.type,
              after: argument.type,
            },
          ]
        : []),
    ];
  });
  for (const [i, argument] of was.slice(is.length).entries())
    findings.push({
      rule: 'function-argument-removed',
      subject,
      part: part(argument, is.length + i),
      before: argument.type,
    });
  if (was.length === is.length && old.defaults !== now.defaults) {
    const fewer = now.default_count < old.default_count;
    const rule = fewer ? 'function-argument-default-removed' : 'function-argument-default-changed';
    findings.push({ rule, subject, before: old.defaults, after: now.defaults });
  }
  return findings;
}
