import { format } from 'sql-formatter';
import { deepestNesting, depthOf } from './bounds.js';
import { scan } from './scan.js';

/** Longer ones take a browser more than a moment. */
const longest = 50_000;

/** SQL laid out as the builder prints it. What cannot be laid out without changing a word of it stays as it is. */
export function formatSql(sql: string): string {
  if (sql.length > longest || depthOf(scan(sql)) > deepestNesting) return sql;
  try {
    const formatted = format(sql, {
      language: 'postgresql',
      keywordCase: 'lower',
      dataTypeCase: 'lower',
      functionCase: 'preserve',
      expressionWidth: 88,
      tabWidth: 2,
    });
    return words(formatted) === words(sql) ? formatted : sql;
  } catch {
    return sql;
  }
}

/** Keywords may change their case, names within quotes and texts may not. */
const words = (sql: string) =>
  JSON.stringify(
    scan(sql).map(({ kind, text }) =>
      kind === 'word' ? text.toLowerCase() : kind === 'comment' ? text.trim() : text,
    ),
  );
