import { type NodeList, nodeLists, type ViewContent } from '@pgai/contracts/view-definition.js';
import type { VersionDiff } from '@pgai/contracts/views.js';
import { labelOf, nodesOf } from './label.js';
import { longestRising } from './longest-rising.js';
import { sameNode } from './same.js';

type NodeChange = Omit<VersionDiff['nodes'][number], 'words'>;

/** The parts of a definition that are different: nodes by their id, then what is not a node. */
export function diffNodes(a: ViewContent, b: ViewContent): NodeChange[] {
  const both = a.profile === b.profile;
  const lists = both && a.profile === 'nocode' ? nodeLists : (['parameters'] as const);
  return [...lists.flatMap((list) => diffList(list, a, b)), ...diffSettings(a, b)];
}

function diffList(list: NodeList, a: ViewContent, b: ViewContent): NodeChange[] {
  const [old, now] = [a, b].map((content) => new Map(nodesOf(content, list).map((node) => [node.id, node])));
  if (!old || !now) return [];
  const key = (id: string) => `${list}/${id}`;
  const places = new Map([...old.keys()].map((id, place) => [id, place]));
  const shared = [...now.keys()].flatMap((id) => {
    const place = places.get(id);
    return place === undefined ? [] : [{ id, place }];
  });
  const still = new Set(longestRising(shared, (x, y) => x.place - y.place).map(({ id }) => id));

  const removed = [...old.values()]
    .filter(({ id }) => !now.has(id))
    .map(
      (before): NodeChange => ({
        key: key(before.id),
        label: labelOf(list, before.id, a),
        change: 'removed',
        before,
        after: null,
      }),
    );
  return removed.concat(
    [...now.values()].flatMap((after): NodeChange[] => {
      const { id } = after;
      const before = old.get(id) ?? null;
      const change = !before ? 'added' : !sameNode(list, before, after) ? 'changed' : 'moved';
      if (change === 'moved' && still.has(id)) return [];
      return [{ key: key(id), label: labelOf(list, id, b), change, before, after }];
    }),
  );
}

function diffSettings(a: ViewContent, b: ViewContent): NodeChange[] {
  const [old, now] = [settingsOf(a), settingsOf(b)];
  return [...new Set([...old.keys(), ...now.keys()])]
    .filter((key) => a.profile === b.profile || key === 'profile' || key === 'description')
    .filter((key) => old.get(key) !== now.get(key))
    .map((key) => ({ key, label: key, change: 'changed', before: old.get(key), after: now.get(key) }));
}

const settingsOf = (content: ViewContent): Map<string, unknown> => {
  const { profile, description } = content;
  const rest =
    profile === 'sql'
      ? { sql: content.sql }
      : { distinct: content.query.distinct, limit: content.query.limit, offset: content.query.offset };
  return new Map(Object.entries({ profile, ...rest, description }));
};
