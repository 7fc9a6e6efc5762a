import { quoteName } from '../definition/quote.js';
import { type ListKey, type NumberKey, nameOf, type PlanNode, type TextKey } from './plan-node.js';

/** Shown under a step, in this order. */
const shown: readonly (TextKey | NumberKey | ListKey)[] = [
  'Group Key',
  'Sort Key',
  'Presorted Key',
  'Index Cond',
  'Recheck Cond',
  'TID Cond',
  'Hash Cond',
  'Merge Cond',
  'Join Filter',
  'Rows Removed by Join Filter',
  'One-Time Filter',
  'Filter',
  'Rows Removed by Filter',
  'Workers Planned',
  'Workers Launched',
];

type Times = { planning?: number | undefined; execution?: number | undefined };

/** The plan as psql shows it, made of what the server told once: a query that is analysed runs once. */
export function planText(root: PlanNode, { planning, execution }: Times): string {
  const lines: string[] = [];
  const write = (node: PlanNode, depth: number) => {
    const subplan = node['Subplan Name'];
    if (subplan !== undefined) lines.push(`${' '.repeat(depth === 0 ? 0 : depth * 6 - 4)}${subplan}`);
    const level = subplan === undefined ? depth : depth + 1 / 3;
    const start = Math.round(level * 6);
    const arrow = depth === 0 ? '' : `${' '.repeat(start - 4)}->  `;
    lines.push(`${arrow}${headOf(node)}`);
    for (const line of detailsOf(node)) lines.push(`${' '.repeat(start + 2)}${line}`);
    for (const child of node.Plans ?? []) write(child, level + 1);
  };
  write(root, 0);
  if (planning !== undefined) lines.push(`Planning Time: ${planning.toFixed(3)} ms`);
  if (execution !== undefined) lines.push(`Execution Time: ${execution.toFixed(3)} ms`);
  return lines.join('\n');
}

function headOf(node: PlanNode) {
  const cost = `cost=${node['Startup Cost'].toFixed(2)}..${node['Total Cost'].toFixed(2)}`;
  const figures = `(${cost} rows=${node['Plan Rows']} width=${node['Plan Width']})`;
  return [`${nameOf(node)}${placeOf(node)}`, `${figures}${actualOf(node)}`].join('  ');
}

function actualOf(node: PlanNode) {
  const loops = node['Actual Loops'];
  if (loops === undefined) return '';
  if (loops === 0) return ' (never executed)';
  const [start = 0, total = 0] = [node['Actual Startup Time'], node['Actual Total Time']];
  const time = `${start.toFixed(3)}..${total.toFixed(3)}`;
  return ` (actual time=${time} rows=${node['Actual Rows']} loops=${loops})`;
}

function placeOf(node: PlanNode) {
  const index = node['Index Name'];
  const relation = node['Relation Name'] ?? node['Function Name'] ?? node['CTE Name'];
  const backward = node['Scan Direction'] === 'Backward' ? ' Backward' : '';
  const using =
    index === undefined ? '' : `${backward} ${relation === undefined ? 'on' : 'using'} ${quoteName(index)}`;
  const alias = node.Alias === undefined || node.Alias === relation ? '' : ` ${quoteName(node.Alias)}`;
  if (relation !== undefined) return `${using} on ${quoteName(relation)}${alias}`;
  return `${using}${node.Alias === undefined ? '' : ` on${alias}`}`;
}

function detailsOf(node: PlanNode) {
  const lines = shown.flatMap((key) => {
    const value = node[key];
    if (value === undefined || (value === 0 && key.startsWith('Rows Removed'))) return [];
    return [`${key}: ${Array.isArray(value) ? value.join(', ') : value}`];
  });
  const method = node['Sort Method'];
  if (method !== undefined)
    lines.splice(1, 0, `Sort Method: ${method}  ${node['Sort Space Type']}: ${node['Sort Space Used']}kB`);
  const [hit = 0, read = 0] = [node['Shared Hit Blocks'], node['Shared Read Blocks']];
  if (hit + read > 0) lines.push(`Buffers: shared${hit ? ` hit=${hit}` : ''}${read ? ` read=${read}` : ''}`);
  return lines;
}
