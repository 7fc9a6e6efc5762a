import type * as Y from 'yjs';
import { longestRising } from '../definition/longest-rising.js';
import { nodeOf } from './layout.js';
import { isRank, ranksBetween } from './rank.js';

const rankOf = (list: Y.Map<unknown>, id: string) => {
  const rank = nodeOf(list, id)?.get('rank');
  return isRank(rank) ? rank : null;
};

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/** The ids of a list as they stand: by rank, and by id where two people took the same one. */
export const inOrder = (list: Y.Map<unknown>): string[] =>
  [...list.keys()]
    .map((id) => ({ id, rank: rankOf(list, id) ?? '' }))
    .sort((a, b) => compare(a.rank, b.rank) || compare(a.id, b.id))
    .map(({ id }) => id);

/** Brings nodes into this order and gives as few of them as it can a new rank; `moved` surely gets one. */
export function arrange(list: Y.Map<unknown>, order: readonly string[], moved: string | null = null): void {
  const standing = order.flatMap((id) => {
    const rank = id === moved ? null : rankOf(list, id);
    return rank === null ? [] : [{ id, rank }];
  });
  const kept = new Map(
    longestRising(standing, (a, b) => compare(a.rank, b.rank)).map(({ id, rank }) => [id, rank]),
  );
  const place = () => {
    let left: string | null = null;
    let waiting: string[] = [];
    const ranks = new Map<string, string>();
    const settle = (right: string | null) => {
      for (const [index, rank] of ranksBetween(left, right, waiting.length).entries())
        ranks.set(waiting[index] ?? '', rank);
      waiting = [];
    };
    for (const id of order) {
      const rank = kept.get(id);
      if (rank === undefined) waiting.push(id);
      else {
        settle(rank);
        left = rank;
      }
    }
    settle(null);
    return ranks;
  };
  let ranks = place();
  if (![...ranks.values()].every(isRank)) {
    kept.clear(); // so much was put in one place that there is no room: all get new ones
    ranks = place();
  }
  for (const [id, rank] of ranks) nodeOf(list, id)?.set('rank', rank);
}
