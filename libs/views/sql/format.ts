import { format } from 'sql-formatter';
import { scan } from './scan.js';

/** SQL laid out as the builder prints it. What cannot be laid out without changing a word of it stays as it is. */
export function formatSql(sql: string): string {
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
