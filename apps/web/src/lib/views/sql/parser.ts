import { parserAt } from '@pgai/views/sql/parser.js';
import wasm from 'libpg-query/wasm/libpg-query.wasm?url';

/** The grammar of PostgreSQL itself, with everything that needs it; heavy, so it is imported when somebody writes. */
parserAt(wasm);

export { formatSql } from '@pgai/views/sql/format.js';
export { readSql } from '@pgai/views/sql/read-sql.js';
