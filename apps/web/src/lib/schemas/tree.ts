import type { OutlineObject, SchemaOutline } from '@pgai/contracts/schemas.js';
import { kindOf } from './kinds.ts';

export type TreeRow =
  | { key: string; level: 1; schema: string; size: number; open: boolean }
  | { key: string; level: 2 | 3; object: OutlineObject; column?: string | null };

const byKindAndName = (a: OutlineObject, b: OutlineObject) =>
  kindOf(a.kind).order - kindOf(b.kind).order || (a.name < b.name ? -1 : a.name > b.name ? 1 : a.id - b.id);

/** The objects of a schema, each partition or child below its parent. */
function ordered(objects: readonly OutlineObject[]): { object: OutlineObject; level: 2 | 3 }[] {
  const ids = new Set(objects.map(({ id }) => id));
  const children = Map.groupBy(
    objects.filter(({ parent }) => parent !== undefined && ids.has(parent)),
    ({ parent }) => parent,
  );
  const below = ({ id }: OutlineObject): OutlineObject[] =>
    (children.get(id) ?? []).sort(byKindAndName).flatMap((child) => [child, ...below(child)]);
  return objects
    .filter(({ parent }) => parent === undefined || !ids.has(parent))
    .sort(byKindAndName)
    .flatMap((object) => [
      { object, level: 2 as const },
      ...below(object).map((child) => ({ object: child, level: 3 as const })),
    ]);
}

/** All rows that are open, from top to bottom. */
export function treeRows({ schemas, objects }: SchemaOutline, closed: ReadonlySet<string>): TreeRow[] {
  const bySchema = Map.groupBy(objects, ({ schema }) => schema);
  return schemas.flatMap(({ name }): TreeRow[] => {
    const inside = bySchema.get(name) ?? [];
    const open = !closed.has(name);
    const head: TreeRow = { key: `schema ${name}`, level: 1, schema: name, size: inside.length, open };
    if (!open) return [head];
    return [head, ...ordered(inside).map(({ object, level }) => ({ key: String(object.id), level, object }))];
  });
}
