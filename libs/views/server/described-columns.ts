import type { OutputColumn } from '@pgai/contracts/view-analysis.js';
import type { ViewLineage } from '@pgai/contracts/views.js';
import type { Origin, TracedColumn } from './lineage.js';
import type { Ask } from './running.js';

export type Described = {
  columns: OutputColumn[];
  needs: ViewLineage['needs'];
  /** false: the server would not take a view from this user, so only what is passed through as it is has a source */
  exact: boolean;
};

type Place = { schema: string; name: string; columns: { name: string; notNull: boolean }[] };
type Places = Map<string, Place>;

/** The names of columns, and for a whole row those of all. */
export async function placesOf(say: Ask, origins: readonly Origin[]): Promise<Places> {
  const rows = await say(
    `select o.relation, o."column", n.nspname, c.relname, json_agg(json_build_array(a.attname, a.attnotnull) order by a.attnum)
     from (select distinct * from unnest($1::int8[], $2::int[]) as t (relation, "column")) o
       join pg_class c on c.oid = o.relation::oid
       join pg_namespace n on n.oid = c.relnamespace
       join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and o."column" in (0, a.attnum)
     group by 1, 2, 3, 4`,
    [origins.map(({ relation }) => relation), origins.map(({ column }) => column)],
  );
  return new Map(
    rows.map(([relation, column, schema, name, columns]) => [
      `${relation}.${column}`,
      {
        schema: String(schema),
        name: String(name),
        columns: (columns as [string, boolean][]).map(([found, notNull]) => ({ name: found, notNull })),
      },
    ]),
  );
}

export function outputColumn(
  name: string,
  type: string,
  { origins, plain }: Pick<TracedColumn, 'origins' | 'plain'> = { origins: [], plain: null },
  places: Places,
): OutputColumn {
  const placed = ({ relation, column }: Origin) => places.get(`${relation}.${column}`);
  const from = plain && placed(plain)?.columns[0];
  const sources = origins.flatMap((origin) => {
    const place = placed(origin);
    return (place?.columns ?? []).map((column) => ({
      schema: place?.schema ?? '',
      name: place?.name ?? '',
      column: column.name,
    }));
  });
  const key = (one: (typeof sources)[number]) => JSON.stringify([one.schema, one.name, one.column]);
  const each = [...new Map(sources.map((source) => [key(source), source])).values()];
  each.sort((a, b) => (key(a) < key(b) ? -1 : 1));
  return { name, type, nullable: from ? !from.notNull : null, node: null, sources: each };
}

/** Columns as what has sources needs them. */
export const asNeeds = (columns: readonly OutputColumn[]) =>
  together(
    columns.flatMap(({ sources }) =>
      sources.map(({ schema, name, column }) => ({ schema, name, columns: [column] })),
    ),
  );

/** Each relation once, with all of its columns. */
export function together(all: ViewLineage['needs']): ViewLineage['needs'] {
  const needs = new Map<string, ViewLineage['needs'][number]>();
  for (const { schema, name, columns } of all) {
    const key = JSON.stringify([schema, name]);
    const known = needs.get(key)?.columns ?? [];
    needs.set(key, { schema, name, columns: [...new Set([...known, ...columns])].sort() });
  }
  return [...needs.values()];
}
