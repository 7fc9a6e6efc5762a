import type { JoinDefinition, QueryBuilderConfig, SelectedTable } from '@pgai/contracts/view-definition.js';

export type Joined = { join: JoinDefinition; table: SelectedTable };

/** A table and what is joined to it, in the order of the joins. */
export type Chain = { root: SelectedTable; joined: Joined[] };

/**
 * What FROM says: several chains are a cartesian product. A join waits for its left side, so the order of the list is a wish.
 * `stray` are joins that can have no place: a side is missing, or the right side is there already.
 */
export function fromOf({ tables, joins }: Pick<QueryBuilderConfig, 'tables' | 'joins'>): {
  chains: Chain[];
  stray: JoinDefinition[];
} {
  const byId = new Map(tables.map((table) => [table.id, table]));
  const rights = new Set(joins.map(({ right }) => right));
  const chainOf = new Map<string, Chain>();
  const chains: Chain[] = [];
  let waiting = joins;

  const begin = (root: SelectedTable) => {
    const chain = { root, joined: [] };
    chains.push(chain);
    chainOf.set(root.id, chain);
  };
  const place = () => {
    for (;;) {
      const next = waiting.find(
        ({ left, right }) => chainOf.has(left) && !chainOf.has(right) && byId.has(right),
      );
      const chain = next && chainOf.get(next.left);
      const table = next && byId.get(next.right);
      if (!next || !chain || !table) return;
      chain.joined.push({ join: next, table });
      chainOf.set(table.id, chain);
      waiting = waiting.filter((join) => join !== next);
    }
  };

  for (const table of byId.values()) if (!rights.has(table.id)) begin(table);
  place();
  for (const table of byId.values())
    if (!chainOf.has(table.id)) {
      begin(table);
      place();
    }
  return { chains, stray: waiting };
}

/** The tables in the order in which they stand in FROM. */
export const tablesInOrder = ({ chains }: { chains: Chain[] }) =>
  chains.flatMap(({ root, joined }) => [root, ...joined.map(({ table }) => table)]);
