/** A step as EXPLAIN (format json, verbose) has it; what else it says is under names that psql shows as they are. */
export type PlanNode = {
  'Node Type': string;
  'Plan Rows': number;
  'Plan Width': number;
  'Startup Cost': number;
  'Total Cost': number;
  Plans?: PlanNode[];
} & Partial<Record<TextKey, string>> &
  Partial<Record<NumberKey, number>> &
  Partial<Record<ListKey, string[]>> & { 'Parallel Aware'?: boolean };
export type TextKey =
  | 'Parent Relationship'
  | 'Join Type'
  | 'Strategy'
  | 'Command'
  | 'Partial Mode'
  | 'Schema'
  | 'Relation Name'
  | 'Alias'
  | 'Index Name'
  | 'Function Name'
  | 'CTE Name'
  | 'Subplan Name'
  | 'Scan Direction'
  | 'Index Cond'
  | 'Recheck Cond'
  | 'TID Cond'
  | 'Hash Cond'
  | 'Merge Cond'
  | 'Join Filter'
  | 'Filter'
  | 'One-Time Filter'
  | 'Sort Method'
  | 'Sort Space Type';
export type NumberKey =
  | 'Actual Startup Time'
  | 'Actual Total Time'
  | 'Actual Rows'
  | 'Actual Loops'
  | 'Rows Removed by Filter'
  | 'Rows Removed by Join Filter'
  | 'Shared Hit Blocks'
  | 'Shared Read Blocks'
  | 'Sort Space Used'
  | 'Workers Planned'
  | 'Workers Launched';
export type ListKey = 'Sort Key' | 'Presorted Key' | 'Group Key' | 'Output';

/** As psql calls it: a hash join that is outer is a Hash Left Join. */
export function nameOf(node: PlanNode) {
  const join = node['Join Type'];
  const base = (() => {
    switch (node['Node Type']) {
      case 'Nested Loop':
        return join && join !== 'Inner' ? `Nested Loop ${join} Join` : 'Nested Loop';
      case 'Hash Join':
      case 'Merge Join':
        return join && join !== 'Inner'
          ? node['Node Type'].replace('Join', `${join} Join`)
          : node['Node Type'];
      case 'Aggregate':
        return aggregates[`${node.Strategy}`] ?? 'Aggregate';
      case 'SetOp':
        return `${node.Strategy === 'Hashed' ? 'HashSetOp' : 'SetOp'} ${node.Command ?? ''}`.trim();
      default:
        return node['Node Type'];
    }
  })();
  const partial = node['Partial Mode'];
  const named = partial && partial !== 'Simple' ? `${partial} ${base}` : base;
  return node['Parallel Aware'] ? `Parallel ${named}` : named;
}

const aggregates: Record<string, string> = {
  Plain: 'Aggregate',
  Sorted: 'GroupAggregate',
  Hashed: 'HashAggregate',
  Mixed: 'MixedAggregate',
};

/** A step and everything under it, in the order they are numbered. */
export function* stepsOf(node: PlanNode): Generator<PlanNode> {
  yield node;
  for (const child of node.Plans ?? []) yield* stepsOf(child);
}
