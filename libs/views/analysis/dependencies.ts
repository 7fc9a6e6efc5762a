import type { ViewContent } from '@pgai/contracts/view-definition.js';
import type { Node } from 'libpg-query';
import { parseSelect } from '../sql/parse-select.js';
import { nodesIn } from '../sql/tree.js';
import { lookup } from './lookup.js';
import type { NamedCatalog } from './named-catalog.js';

/** `schema.name` of what a query reads, in order. A name without a schema counts where the catalogue shows what it means. */
export async function dependenciesOf(content: ViewContent, catalog: NamedCatalog): Promise<string[]> {
  const found =
    content.profile === 'nocode'
      ? content.query.tables.map(({ schema, name }) => ({ schema, name }))
      : await namedIn(content.sql);
  const { visible } = lookup(catalog);
  const full = found.flatMap(({ schema, name }) => {
    const known = schema ?? visible(name)?.schema;
    return known === undefined ? [] : [`${known}.${name}`];
  });
  return [...new Set(full)].sort();
}

/** A name that a WITH of the same text gives is no table, unless a schema says so. */
async function namedIn(sql: string) {
  const parsed = await parseSelect(sql);
  if ('fault' in parsed) return [];
  const nodes = [...nodesIn({ SelectStmt: parsed.statement } as Node)];
  const local = new Set(
    nodes.flatMap(([kind, { ctename }]) => (kind === 'CommonTableExpr' ? [ctename] : [])),
  );
  return nodes.flatMap(([kind, { schemaname, relname }]) => {
    if (kind !== 'RangeVar' || (schemaname === undefined && local.has(relname))) return [];
    return [{ schema: schemaname as string | undefined, name: String(relname) }];
  });
}
