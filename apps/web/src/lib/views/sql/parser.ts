import { reader } from '../expression.ts';

await reader();

export { formatSql } from '@pgai/views/sql/format.js';
export { readSql } from '@pgai/views/sql/read-sql.js';
