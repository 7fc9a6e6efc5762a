import type { ViewParameter } from '@pgai/contracts/view-definition.js';

type Given = Readonly<Record<string, string | null>>;

/** The values of `$1`, `$2` … in their order, or what is wrong with what was given. */
export function parameterValues(
  parameters: readonly ViewParameter[],
  given: Given,
): { values: (string | null)[] } | { wrong: string; hint: string } {
  const names = parameters.map(({ name }) => name);
  const unknown = Object.keys(given).find((name) => !names.includes(name));
  if (unknown !== undefined)
    return {
      wrong: `There is no parameter "${unknown.slice(0, 63)}".`,
      hint: names.length > 0 ? `There are ${names.join(', ')}.` : 'This query has none.',
    };
  const missing = parameters.find(({ required, name }) => required && !Object.hasOwn(given, name));
  if (missing)
    return {
      wrong: `The parameter "${missing.name}" has no value.`,
      hint: `Give a value of type ${missing.type}.`,
    };
  return {
    values: parameters.map(({ name, default_value }) =>
      Object.hasOwn(given, name) ? (given[name] ?? null) : default_value,
    ),
  };
}
