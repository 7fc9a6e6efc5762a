import { scan } from 'libpg-query';

/**
 * A query in which every `$n` is a null of its type: a view takes no parameters, and depends on the same columns. The types are
 * as the server has written them. Its tokens are counted in bytes.
 */
export async function withoutParameters(sql: string, types: readonly string[]): Promise<string> {
  if (types.length === 0) return sql;
  const bytes = Buffer.from(sql);
  const parts: (Buffer | string)[] = [];
  let from = 0;
  for (const { start, end, tokenName } of (await scan(sql)).tokens) {
    if (tokenName !== 'PARAM') continue;
    const type = types[Number(bytes.subarray(start + 1, end)) - 1];
    if (type === undefined) continue;
    parts.push(bytes.subarray(from, start), `(null::${type})`);
    from = end;
  }
  return [...parts, bytes.subarray(from)].join('');
}
