import type { NodeList, ViewContent } from '@pgai/contracts/view-definition.js';
import { labelOf, type Node, nodesOf } from './label.js';
import { mentions } from './mentions.js';
import { mergeOrder, orderOf } from './merge-order.js';
import type { Decide } from './merge-text.js';
import { same, sameNode } from './same.js';

export type Sides = { base: ViewContent; ours: ViewContent; theirs: ViewContent };
type Three = Record<keyof Sides, Record<string, unknown> | null>;

/** Fields that mean something only together, and are one part. */
const together: Partial<Record<NodeList, string[][]>> = {
  tables: [
    ['schema', 'name'],
    ['x', 'y'],
  ],
  joins: [['left', 'right']],
  parameters: [['required', 'default_value']],
};

/** What goes with all that speaks of it, and what one side keeps whatever the other did; by keys like `tables/<id>`. */
export type Ends = { gone: Set<string>; back: Map<string, 'ours' | 'theirs'> };

/** One list of nodes, by id and part. */
export function mergeNodes(list: NodeList, sides: Sides, decide: Decide, { gone, back }: Ends): Node[] {
  const goes = (node: Node | null | undefined) =>
    !node || gone.has(`${list}/${node.id}`) || [...mentions(node)].some((key) => gone.has(key));
  const find = (side: keyof Sides) => new Map(nodesOf(sides[side], list).map((node) => [node.id, node]));
  const [base, ours, theirs] = [find('base'), find('ours'), find('theirs')];
  const merged = new Map<string, Node>();
  for (const id of new Set([...base.keys(), ...ours.keys(), ...theirs.keys()])) {
    const three = { base: base.get(id), ours: ours.get(id), theirs: theirs.get(id) };
    if (goes(three.ours) && goes(three.theirs)) continue;
    const kept = back.get(`${list}/${id}`);
    const node = kept ? three[kept] : mergeNode(list, id, three, sides, decide);
    if (node && !goes(node)) merged.set(id, node);
  }

  const ids = [[...base.keys()], [...ours.keys()], [...theirs.keys()]] as const;
  const left = new Set(merged.keys());
  const order = mergeOrder(...ids, left) ?? decideOrder(list, ids, left, decide);
  return order.flatMap((id) => merged.get(id) ?? []);
}

type Found = Record<keyof Sides, Node | undefined>;

function mergeNode(list: NodeList, id: string, found: Found, sides: Sides, decide: Decide): Node | null {
  const { base, ours, theirs } = found;
  const label = () => labelOf(list, id, sides.ours, sides.theirs, sides.base);
  if (ours && theirs) return mergeFields(list, { base: base ?? null, ours, theirs }, id, label, decide);
  const stays = ours ?? theirs ?? null;
  if (!base || !stays) return stays;
  if (sameNode(list, base, stays)) return null;
  const conflict = { key: `${list}/${id}`, label: label(), base, ours: ours ?? null, theirs: theirs ?? null };
  return found[decide(conflict)] ?? null;
}

function mergeFields(list: NodeList, three: Three, id: string, label: () => string, decide: Decide): Node {
  const merged: Record<string, unknown> = { ...three.ours };
  for (const part of partsOf(list, three)) {
    const of = (side: keyof Sides) => part.map((field) => three[side]?.[field]);
    const [base, ours, theirs] = [of('base'), of('ours'), of('theirs')];
    if (same(ours, theirs) || same(theirs, base)) continue;
    const name = part[0] ?? '';
    const value = (values: unknown[]) =>
      part.length === 1 ? values[0] : Object.fromEntries(part.map((field, index) => [field, values[index]]));
    const chosen = same(ours, base)
      ? 'theirs'
      : name === 'x'
        ? nearer(ours, theirs)
        : decide({
            key: `${list}/${id}/${name}`,
            label: `${label()}: ${part.join(', ').replaceAll('_', ' ')}`,
            base: three.base && value(base),
            ours: value(ours),
            theirs: value(theirs),
          });
    if (chosen === 'theirs') for (const [index, field] of part.entries()) merged[field] = theirs[index];
  }
  return { ...merged, id };
}

/** Nobody is asked where a table stands on the canvas; it is the same place whoever comes first. */
const nearer = (ours: unknown[], theirs: unknown[]) => {
  const [a, b] = [ours, theirs].map((place) => place.map(Number));
  const difference = (a?.[0] ?? 0) - (b?.[0] ?? 0) || (a?.[1] ?? 0) - (b?.[1] ?? 0);
  return difference <= 0 ? 'ours' : 'theirs';
};

function partsOf(list: NodeList, { base, ours, theirs }: Three): string[][] {
  const cross = [base, ours, theirs].some((node) => node?.kind === 'cross');
  const groups = [...(together[list] ?? []), ...(cross ? [['kind', 'on']] : [])];
  const fields = Object.keys(ours ?? {}).filter((field) => field !== 'id' && !groups.flat().includes(field));
  return [...groups, ...fields.map((field) => [field])];
}

function decideOrder(
  list: NodeList,
  [base, ours, theirs]: readonly [readonly string[], readonly string[], readonly string[]],
  left: ReadonlySet<string>,
  decide: Decide,
) {
  const chosen = decide({ key: `${list}/order`, label: `order of the ${list}`, base, ours, theirs });
  return chosen === 'ours' ? orderOf(ours, theirs, left) : orderOf(theirs, ours, left);
}
