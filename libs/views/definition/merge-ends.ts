import { type NodeList, nodeLists } from '@pgai/contracts/view-definition.js';
import { labelOf, type Node, nodesOf } from './label.js';
import { mentions } from './mentions.js';
import { type Ends, mergeNodes, type Sides } from './merge-nodes.js';
import type { Decide } from './merge-text.js';

/**
 * One side removed a table or parameter that the other speaks of anew: one conflict about the table, not a query that cannot
 * be. It either goes with all that speaks of it, or comes back with all that went with it.
 */
export function endsOf(sides: Sides, decide: Decide, silent: Decide): Ends {
  const ends: Ends = { gone: new Set(), back: new Map() };
  for (;;) {
    const loose = looseEnds(sides, silent, ends);
    if (!loose.length) return ends;
    for (const { list, id, keeper } of loose) {
      const find = (side: keyof Sides) => nodesOf(sides[side], list).find((node) => node.id === id) ?? null;
      const chosen = decide({
        key: `${list}/${id}`,
        label: `${labelOf(list, id, sides[keeper])}, which one side removed and the other uses`,
        base: find('base'),
        ours: find('ours'),
        theirs: find('theirs'),
      });
      if (chosen !== keeper) ends.gone.add(`${list}/${id}`);
      else for (const key of wentWith(`${list}/${id}`, sides, keeper)) ends.back.set(key, keeper);
    }
  }
}

type Loose = { list: 'tables' | 'parameters'; id: string; keeper: 'ours' | 'theirs' };

function looseEnds(sides: Sides, silent: Decide, ends: Ends): Loose[] {
  const merged = nodeLists.flatMap((list) =>
    mergeNodes(list, sides, silent, ends).map((node): [string, Node] => [`${list}/${node.id}`, node]),
  );
  const there = new Set(merged.map(([key]) => key));
  const wanted = new Set(merged.flatMap(([, node]) => [...mentions(node)]));
  return (['tables', 'parameters'] as const).flatMap((list) =>
    (['ours', 'theirs'] as const).flatMap((keeper) =>
      nodesOf(sides[keeper], list)
        .filter(({ id }) => wanted.has(`${list}/${id}`) && !there.has(`${list}/${id}`))
        .map(({ id }) => ({ list, id, keeper })),
    ),
  );
}

function wentWith(key: string, sides: Sides, keeper: 'ours' | 'theirs'): string[] {
  const remover = keeper === 'ours' ? 'theirs' : 'ours';
  const has = (content: keyof Sides, list: NodeList, id: string) =>
    nodesOf(sides[content], list).some((node) => node.id === id);
  const went = nodeLists.flatMap((list) =>
    nodesOf(sides[keeper], list)
      .filter((node) => mentions(node).has(key) && has('base', list, node.id) && !has(remover, list, node.id))
      .map(({ id }) => `${list}/${id}`),
  );
  return [key, ...went];
}
