import { scan } from '../sql/scan.js';

/**
 * A query in which every `$n` is a null of its type: a view takes no parameters, and depends on the same columns. The types are
 * as the server has written them.
 */
export function withoutParameters(sql: string, types: readonly string[]): string {
  let written = '';
  let from = 0;
  for (const { kind, text, start, end } of scan(sql)) {
    const type = kind === 'parameter' ? types[Number(text.slice(1)) - 1] : undefined;
    if (type === undefined) continue;
    written += `${sql.slice(from, start)}(null::${type})`;
    from = end;
  }
  return written + sql.slice(from);
}
