import type { Catalog } from '@pgai/catalog/model.js';
import type { Suggestion } from '@pgai/contracts/view-analysis.js';
import type { ViewContent } from '@pgai/contracts/view-definition.js';
import type { Explained } from './explain.js';
import { stepsOf } from './plan-node.js';
import type { Ask } from './running.js';
import { castDefeatsIndex, functionOnIndexedColumn, leadingWildcard } from './suggest/defeated-rules.js';
import { missingIndexOnFilter, orAcrossColumns } from './suggest/filter-rules.js';
import { lookAt, type Rule } from './suggest/look.js';
import { estimateFarOff, missingIndexOnJoin, sortWithoutIndex, unboundedScan } from './suggest/plan-rules.js';
import {
  distinctHidesFanOut,
  fanOutBeforeAggregate,
  notInNullable,
  offsetPaging,
  selectStar,
  unusedJoin,
} from './suggest/query-rules.js';
import { relationOf } from './suggest/relations.js';

export const rules: Readonly<Record<string, Rule>> = {
  'missing-index-on-join': missingIndexOnJoin,
  'missing-index-on-filter': missingIndexOnFilter,
  'cast-defeats-index': castDefeatsIndex,
  'function-on-indexed-column': functionOnIndexedColumn,
  'leading-wildcard': leadingWildcard,
  'or-across-columns': orAcrossColumns,
  'sort-without-index': sortWithoutIndex,
  'unbounded-scan': unboundedScan,
  'estimate-far-off': estimateFarOff,
  'select-star': selectStar,
  'offset-paging': offsetPaging,
  'not-in-nullable': notInNullable,
  'unused-join': unusedJoin,
  'fan-out-before-aggregate': fanOutBeforeAggregate,
  'distinct-hides-fan-out': distinctHidesFanOut,
};

type Of = { sql: string; content: ViewContent; catalog: Catalog };

/** What the rules see in a plan and its query, each once for a place. */
export async function suggest(explained: Explained, ask: Ask, of: Of): Promise<Suggestion[]> {
  const look = await lookAt({ ...of, explained, rows: await tableRows(explained, ask, of.catalog) });
  if (!look) return [];
  const all: Suggestion[] = [];
  for (const [rule, sees] of Object.entries(rules))
    for (const found of await sees(look)) {
      const same = all.some((one) => one.rule === rule && one.message === found.message);
      if (!same) all.push({ rule, ...found });
    }
  return all;
}

async function tableRows({ raw }: Explained, ask: Ask, catalog: Catalog): Promise<Map<number, number>> {
  const oids = [...stepsOf(raw)].flatMap(({ Schema, 'Relation Name': name }) => {
    const relation = name === undefined ? undefined : relationOf(catalog, Schema, name);
    return relation ? [relation.oid] : [];
  });
  if (oids.length === 0) return new Map();
  const rows = await ask(
    'select oid::int8, reltuples::float8 from pg_catalog.pg_class where oid = any ($1::int8[]::oid[])',
    [oids],
  );
  return new Map(rows.map(([oid, tuples]) => [Number(oid), Number(tuples)]));
}
