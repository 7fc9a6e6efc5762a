import type { OutlineObject, SchemaOutline } from '@pgai/contracts/schemas.js';
import { isTable } from '../kinds.ts';

/** `ends`: where foreign keys leave and arrive */
export type Row = { name: string; place: number; ends: boolean };
export type Graph = {
  nodes: { id: string; object: OutlineObject; rows: Row[]; width: number; height: number }[];
  edges: { id: string; source: string; target: string; name: string; from: number; to: number }[];
  /** how many tables there are that are not drawn */
  left: number;
};

const columnsShown = 6;
const most = 200;

/** The columns that foreign keys are about, and as many of the first others as there is room for. */
function rowsOf({ columns = [] }: OutlineObject, tied: ReadonlySet<number>): Row[] {
  const all = columns.map((name, place) => ({ name, place, ends: tied.has(place) }));
  return all
    .toSorted((a, b) => Number(b.ends) - Number(a.ends) || a.place - b.place)
    .slice(0, columnsShown)
    .toSorted((a, b) => a.place - b.place);
}

const sizeOf = ({ name, columns = [] }: OutlineObject, rows: readonly Row[]) => ({
  width: Math.min(
    260,
    Math.max(168, 40 + 7.3 * Math.max(name.length, ...rows.map((row) => row.name.length))),
  ),
  height: 32 + 20 * rows.length + (columns.length > rows.length ? 20 : 0) + 8,
});

/** Everything within so many steps along foreign keys, in the order it was come to. */
function around(centre: number, steps: number, references: SchemaOutline['references']) {
  const neighbours = new Map<number, Set<number>>();
  const note = (a: number, b: number) => neighbours.set(a, (neighbours.get(a) ?? new Set()).add(b));
  for (const [from, to] of references) {
    note(from, to);
    note(to, from);
  }
  const reached = new Set([centre]);
  let edge = [centre];
  for (let step = 0; step < steps; step++) {
    edge = edge
      .flatMap((id) => [...(neighbours.get(id) ?? [])])
      .filter((id) => !reached.has(id) && reached.add(id));
  }
  return reached;
}

type Part = { schema?: string | undefined; centre?: number | undefined; steps?: number };

/** Tables and the foreign keys between them; of too many those with most ties, as the others say little in a picture. */
export function graphOf({ objects, references }: SchemaOutline, { schema, centre, steps = 1 }: Part): Graph {
  const reached = centre === undefined ? undefined : around(centre, steps, references);
  const ties = new Map<number, number>();
  for (const [from, to] of references) for (const id of [from, to]) ties.set(id, (ties.get(id) ?? 0) + 1);
  const wanted = objects.filter(({ id, kind, schema: of, parent }) => {
    if (reached) return reached.has(id);
    return isTable(kind) && parent === undefined && (schema === undefined || of === schema);
  });
  const weight = ({ id }: OutlineObject) => (id === centre ? Number.POSITIVE_INFINITY : (ties.get(id) ?? 0));
  const drawn =
    wanted.length > most ? wanted.toSorted((a, b) => weight(b) - weight(a)).slice(0, most) : wanted;
  const ids = new Set(drawn.map(({ id }) => id));
  const edges = references
    .filter(([from, to]) => ids.has(from) && ids.has(to))
    .map(([source, target, name, from, to]) => ({
      id: `${source} ${name}`,
      source: String(source),
      target: String(target),
      name,
      from,
      to,
    }));
  const tied = new Map([...ids].map((id) => [String(id), new Set<number>()]));
  for (const { source, target, from, to } of edges) {
    tied.get(source)?.add(from);
    tied.get(target)?.add(to);
  }
  return {
    nodes: drawn.map((object) => {
      const id = String(object.id);
      const rows = rowsOf(object, tied.get(id) ?? new Set());
      return { id, object, rows, ...sizeOf(object, rows) };
    }),
    edges,
    left: wanted.length - drawn.length,
  };
}
