import type { QueryBuilderConfig } from '@pgai/contracts/view-definition.js';
import { conditionFindings } from './diff-conditions.js';
import { filters, joinFindings } from './diff-joins.js';
import type { Known } from './side.js';
import { type Told, toldBy } from './told.js';
import type { VersionFinding } from './version-rules.js';

/** Which rows a tree gives, how often and in which order. */
export function rowFindings(
  old: QueryBuilderConfig,
  now: QueryBuilderConfig,
  known: Known,
): VersionFinding[] {
  const told = { old: toldBy(old), now: toldBy(now) };
  const findings = [
    ...joinFindings({ query: old, told: told.old }, { query: now, told: told.now }, known),
    ...conditionFindings(filters(old, 'having'), filters(now, 'having'), told),
  ];
  if (old.distinct !== now.distinct)
    findings.push({
      rule: 'row-multiplicity-changed',
      part: now.distinct ? 'distinct' : 'no longer distinct',
    });

  const groups = (query: QueryBuilderConfig, told: Told, by: 'same' | 'text') =>
    query.grouping.map(({ expression }) => told[by](expression));
  if (groups(old, told.old, 'same').sort().join() !== groups(now, told.now, 'same').sort().join())
    findings.push({
      rule: 'aggregation-grain-changed',
      before: groups(old, told.old, 'text').join(', ') || 'all',
      after: groups(now, told.now, 'text').join(', ') || 'all',
    });

  const [wasSorted, isSorted] = [sorting(old, told.old), sorting(now, told.now)];
  if (wasSorted.key !== isSorted.key)
    findings.push({
      rule: wasSorted.key === '' ? 'default-sort-added' : 'default-sort-changed',
      before: wasSorted.text || null,
      after: isSorted.text || null,
    });
  const [wasLimited, isLimited] = [window(old), window(now)];
  if (wasLimited !== isLimited)
    findings.push({ rule: 'view-limit-changed', before: wasLimited, after: isLimited });
  return findings;
}

function sorting({ ordering }: QueryBuilderConfig, told: Told) {
  const by = (how: 'same' | 'text') =>
    ordering
      .map(({ expression, direction, nulls }) => {
        const last = direction === 'asc' ? 'last' : 'first';
        return `${told[how](expression)}${direction === 'asc' ? '' : ' desc'}${(nulls ?? last) === last ? '' : ` nulls ${nulls}`}`;
      })
      .join(', ');
  return { key: by('same'), text: by('text') };
}

const window = ({ limit, offset }: QueryBuilderConfig) =>
  [limit === null ? 'all rows' : `${limit} rows`, offset ? `after ${offset}` : ''].filter(Boolean).join(' ');
