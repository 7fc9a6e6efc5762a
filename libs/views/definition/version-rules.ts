import { type RuleClass, rules as schemaRules } from '@pgai/catalog/diff/rules.js';
import type { Bump, VersionChange } from '@pgai/contracts/view-analysis.js';

type Rule = readonly [kind: RuleClass, condition: string | null, message: string];

/** What only the definition of a view can do; all other rules are those of a schema's differences. */
const ownRules = {
  'column-source-changed': ['conditional', 'values differ', '{part} now comes from {after}, not {before}'],
  'rows-visible-reduced': [
    'conditional',
    'a row that clients read is now out',
    '{object} may return fewer rows than before ({part})',
  ],
  'rows-visible-increased': [
    'conditional',
    'clients rely on the restriction, or rows are private',
    '{object} may return rows it did not return before ({part})',
  ],
  'row-multiplicity-changed': [
    'breaking',
    null,
    'One row of {object} may now come another number of times ({part})',
  ],
  'aggregation-grain-changed': ['breaking', null, '{object} now counts per {after}, not per {before}'],
  'default-sort-changed': ['conditional', 'requests without an order', '{object} comes in another order'],
  'default-sort-added': ['non-breaking', null, '{object} is now sorted by {after}'],
  'view-limit-changed': [
    'conditional',
    'clients meet the limit',
    '{object} holds other rows: {before} ▸ {after}',
  ],
  'function-argument-reordered': ['info', null, 'Parameters of {object} changed places'],
} as const satisfies Record<string, Rule>;

const rules = { ...schemaRules, ...ownRules };
export type VersionRule = keyof typeof rules;

export type VersionFinding = {
  rule: VersionRule;
  /** the output column, parameter or part of the query */
  part?: string;
  before?: string | null;
  after?: string | null;
  /** where this case is less sure than its rule */
  condition?: string;
};

/** Where a condition is worth no major version by itself. */
const minorThough: readonly string[] = [
  'column-reordered',
  'numeric-scale-changed',
  'json-text-form-changed',
  'enum-to-text',
  'column-source-changed',
] satisfies VersionRule[];

/** The smallest bump under which a change may go out. */
export function bumpOf({ class: kind, rule }: Pick<VersionChange, 'class' | 'rule'>): Bump {
  if (kind === 'breaking') return 'major';
  if (kind === 'conditional') return minorThough.includes(rule) ? 'minor' : 'major';
  return kind === 'non-breaking' ? 'minor' : 'patch';
}

const categoryOf = (rule: string): VersionChange['category'] => {
  if (rule === 'rows-visible-increased') return 'security';
  return /^(function-|rows?-|aggregation-|default-|view-)/.test(rule) ? 'endpoint' : 'schema';
};

const typeOf = (rule: string): VersionChange['type'] => {
  if (/-added(-\w+)?$/.test(rule)) return 'addition';
  return /-removed$/.test(rule) && !rule.includes('default') ? 'removal' : 'modification';
};

/** A finding with what its rule says of it. */
export function versionChange({
  rule,
  part,
  before = null,
  after = null,
  condition,
}: VersionFinding): VersionChange {
  const [kind, usual, message]: Rule = rules[rule];
  const names: Record<string, string> = {
    object: 'the view',
    part: part ?? '',
    before: before ?? 'nothing',
    after: after ?? 'nothing',
  };
  const text = message
    .replaceAll('{object}.{part}', '{part}')
    .replace(/^\{object\}/, 'The view')
    .replaceAll(/\{(\w+)\}/g, (_, name: string) => names[name] ?? '');
  const judged = { rule, class: condition ? 'conditional' : kind } as const;
  return {
    type: typeOf(rule),
    category: categoryOf(rule),
    description: `${text}.`,
    breaking: judged.class === 'breaking',
    migration_required: bumpOf(judged) === 'major',
    ...judged,
    condition: condition ?? usual,
    subject: part ?? null,
    before,
    after,
  };
}

const severity: Record<RuleClass, number> = { breaking: 0, conditional: 1, 'non-breaking': 2, info: 3 };
const key = ({ rule, subject, before, after }: VersionChange) =>
  JSON.stringify([rule, subject, before, after]);

/** From what hurts to what does not, each once; the same two versions give the same list. */
export const inOrder = (changes: VersionChange[]) =>
  [...new Map(changes.map((change) => [key(change), change])).values()].sort(
    (a, b) => severity[a.class] - severity[b.class] || (key(a) < key(b) ? -1 : 1),
  );
