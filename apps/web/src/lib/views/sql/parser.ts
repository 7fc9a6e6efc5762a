import { parserAt } from '@pgai/views/sql/parser.js';
import wasm from 'libpg-query/wasm/libpg-query.wasm?url';

parserAt(wasm);

export { readSql } from '@pgai/views/sql/read-sql.js';
