import type { Fault, ViewAnalysis } from '@pgai/contracts/view-analysis.js';
import type { ViewContent } from '@pgai/contracts/view-definition.js';
import { usualViewLimits } from '@pgai/contracts/view-limits.js';
import { analyseSql } from './analyse-sql.js';
import { analyseTree, type Findings } from './analyse-tree.js';
import { findCycle } from './cycles.js';
import { error } from './fault.js';
import { type Complexity, checkLimits } from './limits.js';
import type { NamedCatalog } from './named-catalog.js';

/** Drafts and what each reads, all as `schema.name`; `self` is the one that is looked at. */
export type DraftGraph = { self: string; edges: Map<string, string[]> };

export type AnalyseOptions = { limits?: Complexity; graph?: DraftGraph };

/** All that can be said of a query without the server: from a catalogue, in the browser as in the API. */
export async function analyse(
  content: ViewContent,
  catalog: NamedCatalog,
  { limits = usualViewLimits, graph }: AnalyseOptions = {},
): Promise<ViewAnalysis> {
  const began = performance.now();
  const findings =
    content.profile === 'sql' ? await analyseSql(content, catalog) : analyseTree(content.query, catalog);
  const faults = distinct([
    ...findings.faults,
    ...checkLimits(findings.complexity, limits),
    ...(graph ? circle(findings.reads, graph) : []),
  ]);
  return {
    valid: faults.every(({ severity }) => severity !== 'error'),
    faults,
    columns: findings.columns,
    sql: findings.sql,
    complexity: findings.complexity,
    duration_ms: performance.now() - began,
  };
}

function distinct(faults: Fault[]) {
  return [...new Map(faults.map((fault) => [JSON.stringify(fault), fault])).values()];
}

/** A view must not read itself, not even through others. */
function circle(reads: Findings['reads'], { self, edges }: DraftGraph): Fault[] {
  const own = new Map(edges).set(self, [...new Set(reads.map(({ name }) => name))]);
  const reached = new Map<string, string[]>();
  const open = [self];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (reached.has(at)) continue;
    const next = own.get(at) ?? [];
    reached.set(at, next);
    open.push(...next);
  }
  const way = findCycle(reached);
  if (!way) return [];
  const place = reads.find(({ name }) => way.includes(name))?.place ?? null;
  return [
    error('circle', `The views read each other in a circle: ${way.join(' ▸ ')}.`, {
      place,
      hint: 'Take one of them out of the circle.',
    }),
  ];
}
