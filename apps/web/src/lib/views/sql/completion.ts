import type { CompletionContext, CompletionResult, Completion as Option } from '@codemirror/autocomplete';
import type { NamedCatalog } from '@pgai/views/analysis/named-catalog.js';
import type { Tables } from '../tables.svelte.ts';

const types: Record<string, string> = {
  column: 'property',
  table: 'class',
  alias: 'variable',
  schema: 'namespace',
  parameter: 'variable',
};

/** What may stand at the cursor, by the tables of the database; nothing else is offered. */
export async function completions(
  context: CompletionContext,
  tables: Tables,
): Promise<CompletionResult | null> {
  const before = context.matchBefore(/["\w.]+/);
  if (!before && !context.explicit) return null;
  const { complete } = await import('@pgai/views/analysis/complete.js');
  const found = await complete(context.state.doc.toString(), context.pos, catalogOf(tables));
  if (found.length === 0 || context.aborted) return null;
  const start = Math.min(...found.map((one) => one.start));
  return {
    from: start,
    to: context.pos,
    filter: false,
    options: found.slice(0, 100).map(
      ({ label, kind, insert, detail }): Option => ({
        label,
        apply: insert,
        type: types[kind] ?? kind,
        ...(detail !== null && { detail }),
      }),
    ),
  };
}

const kept = new WeakMap<readonly unknown[], NamedCatalog>();

/** Names and types are enough to complete by; functions are those that every database has. */
function catalogOf({ all }: Tables): NamedCatalog {
  const known = kept.get(all);
  if (known) return known;
  const made: NamedCatalog = {
    version: 0,
    search_path: ['public'],
    relations: all.map(({ schema, name, columns, metadata }) => ({
      schema,
      name,
      kind: metadata.kind as NamedCatalog['relations'][number]['kind'],
      owner: metadata.owner,
      columns: columns.map((column) => ({ name: column.name, type: column.type, nullable: column.nullable })),
      primary_key: null,
      keys: [],
      foreign_keys: [],
      row_security: { enabled: metadata.row_security, forced: false },
      security_invoker: false,
      bypasses: [],
    })),
    functions: [],
    types: [],
    extensions: [],
  };
  kept.set(all, made);
  return made;
}
