/** A database to look into. */
type Place = { query: (sql: string, values?: unknown[]) => Promise<Record<string, unknown>[]> };

/**
 * The tables, of whatever schema, in which one of the texts stands: every row as text, and every `bytea` as the text it
 * may be, which is how the log keeps its events.
 */
export async function scan(place: Place, texts: readonly string[]) {
  const tables = await place.query(
    `select c.oid::text as oid, n.nspname || '.' || c.relname as name, n.nspname as schema, c.relname as table,
            array(select a.attname::text from pg_attribute a where a.attrelid = c.oid and a.attnum > 0
                  and not a.attisdropped and a.atttypid = 'bytea'::regtype) as binary
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind in ('r', 'p', 'm') and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')`,
  );
  const found: string[] = [];
  for (const { name, schema, table, binary } of tables) {
    const parts = ['t::text', ...(binary as string[]).map((column) => `encode(t."${column}", 'escape')`)];
    const rows = await place.query(
      `select 1 from "${schema}"."${table}" t
       where lower(concat_ws(' ', ${parts.join(', ')})) like any ($1) limit 1`,
      [texts.map((text) => `%${text.toLowerCase().replaceAll(/[\\%_]/g, '\\$&')}%`)],
    );
    if (rows.length > 0) found.push(name as string);
  }
  return found.sort();
}
