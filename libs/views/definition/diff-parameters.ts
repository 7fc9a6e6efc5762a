import type { ViewContent, ViewParameter } from '@pgai/contracts/view-definition.js';
import { parametersOf } from './content.js';
import { typeName } from './type-name.js';
import type { VersionFinding } from './version-rules.js';

/** Parameters are given by name; one that keeps its id and is called otherwise is renamed. */
export function parameterFindings(before: ViewContent, after: ViewContent): VersionFinding[] {
  const [old, now] = [parametersOf(before), parametersOf(after)];
  const named = (list: ViewParameter[], name: string) => list.find((parameter) => parameter.name === name);
  const successor = (was: ViewParameter) =>
    named(now, was.name) ?? now.find(({ id, name }) => id === was.id && !named(old, name));

  const findings = old.flatMap((was): VersionFinding[] => {
    const is = successor(was);
    return is ? changed(was, is) : [{ rule: 'function-argument-removed', part: was.name, before: was.type }];
  });
  const kept = old.flatMap((was) => successor(was) ?? []);
  for (const { name, type, required } of now.filter((parameter) => !kept.includes(parameter)))
    findings.push({
      rule: required ? 'function-argument-added-required' : 'function-argument-added-optional',
      part: name,
      after: type,
    });
  if (kept.map((one) => now.indexOf(one)).some((place, index, places) => place < (places[index - 1] ?? 0)))
    findings.push({ rule: 'function-argument-reordered' });
  return findings;
}

function changed(was: ViewParameter, is: ViewParameter): VersionFinding[] {
  const findings: VersionFinding[] = [];
  const part = is.name;
  const [before, after] = [typeName(was.type) ?? was.type, typeName(is.type) ?? is.type];
  if (was.name !== part)
    findings.push({ rule: 'function-argument-renamed', part, before: was.name, after: part });
  if (before !== after) findings.push({ rule: 'function-argument-type-changed', part, before, after });
  if (!was.required && is.required) findings.push({ rule: 'function-argument-default-removed', part });
  if (was.required && !is.required)
    findings.push({ rule: 'function-argument-added-optional', part, after: is.default_value });
  if (!was.required && !is.required && was.default_value !== is.default_value)
    findings.push({
      rule: 'function-argument-default-changed',
      part,
      before: was.default_value,
      after: is.default_value,
    });
  return findings;
}
