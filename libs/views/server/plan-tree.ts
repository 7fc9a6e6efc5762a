import type { PlanStep } from '@pgai/contracts/view-analysis.js';
import { nameOf, type PlanNode } from './plan-node.js';

/** The plan as steps that say what they cost themselves, numbered from the top as they are read. */
export function planTree(root: PlanNode): PlanStep {
  let id = 0;
  const step = (node: PlanNode): PlanStep => {
    const mine = id++;
    const children = (node.Plans ?? []).map(step);
    const total = spent(node);
    return {
      id: mine,
      type: nameOf(node),
      on: placeOf(node),
      alias: node.Alias ?? null,
      detail: detailOf(node),
      rows: { estimated: node['Plan Rows'], actual: node['Actual Rows'] ?? null },
      loops: node['Actual Loops'] ?? null,
      cost: {
        startup: node['Startup Cost'],
        total: node['Total Cost'],
        own: without(
          node['Total Cost'],
          children.map(({ cost }) => cost.total),
        ),
      },
      time:
        total === null
          ? null
          : {
              total,
              own: without(
                total,
                children.map(({ time }) => time?.total ?? 0),
              ),
            },
      removed_by_filter: node['Rows Removed by Filter'] ?? node['Rows Removed by Join Filter'] ?? null,
      buffers:
        node['Shared Hit Blocks'] === undefined
          ? null
          : { hit: node['Shared Hit Blocks'], read: node['Shared Read Blocks'] ?? 0 },
      children,
    };
  };
  return step(root);
}

/** A step under a LIMIT may have cost less than it was expected to. */
const without = (total: number, parts: number[]) =>
  Math.max(0, Math.round((total - parts.reduce((sum, part) => sum + part, 0)) * 1_000) / 1_000);

const spent = (node: PlanNode) =>
  node['Actual Total Time'] === undefined
    ? null
    : Math.round(node['Actual Total Time'] * (node['Actual Loops'] ?? 1) * 1_000) / 1_000;

const placeOf = (node: PlanNode) => {
  const relation = node['Relation Name'];
  if (relation !== undefined) return node.Schema === undefined ? relation : `${node.Schema}.${relation}`;
  return node['Index Name'] ?? node['Function Name'] ?? node['CTE Name'] ?? node['Subplan Name'] ?? null;
};

const told = [
  'Index Cond',
  'Recheck Cond',
  'TID Cond',
  'Hash Cond',
  'Merge Cond',
  'Join Filter',
  'Filter',
  'Sort Key',
  'Presorted Key',
  'Group Key',
  'Sort Method',
] as const;

const detailOf = (node: PlanNode) => {
  const parts = told.flatMap((key) => {
    const value = node[key];
    return value === undefined ? [] : [`${key}: ${Array.isArray(value) ? value.join(', ') : value}`];
  });
  const index = node['Relation Name'] !== undefined && node['Index Name'];
  return (index ? [`using ${index}`, ...parts] : parts).join(' · ') || null;
};
