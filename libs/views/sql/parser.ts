/// <reference path="./libpg-query.d.ts" />
import type { RawStmt } from 'libpg-query';
import create, { type Parser } from 'libpg-query/wasm/libpg-query.js';

/** The place is in whole characters from the beginning, as PostgreSQL counts them. */
export class SyntaxFault extends Error {
  constructor(
    message: string,
    readonly position: number | null,
  ) {
    super(message);
  }
}

let address: string | undefined;
let parser: Promise<Parser> | undefined;

/** Where a browser finds `libpg-query.wasm`; Node finds it by itself. */
export function parserAt(url: string) {
  address = url;
}

/** The grammar of PostgreSQL itself. What is in the tree counts bytes. */
export async function parse(sql: string): Promise<RawStmt[]> {
  const options = address === undefined ? {} : { locateFile: () => address ?? '' };
  parser ??= create(options);
  const found = await parser.catch((error) => {
    parser = undefined;
    throw error;
  });
  try {
    return parseWith(found, sql);
  } catch (error) {
    if (!(error instanceof SyntaxFault)) parser = undefined; // it was left in the midst of something
    throw error;
  }
}

function parseWith(parser: Parser, sql: string): RawStmt[] {
  const length = parser.lengthBytesUTF8(sql) + 1;
  const text = parser._malloc(length);
  parser.stringToUTF8(sql, text, length);
  const result = parser._wasm_parse_query_raw(text);
  const [tree = 0, , error = 0] = [0, 4, 8].map((offset) => parser.getValue(result + offset, 'i32'));
  const fault = error && {
    message: parser.UTF8ToString(parser.getValue(error, 'i32')),
    position: parser.getValue(error + 16, 'i32'),
  };
  const json = fault ? '' : parser.UTF8ToString(tree);
  parser._wasm_free_parse_result(result);
  parser._free(text);
  if (fault) throw new SyntaxFault(fault.message, fault.position > 0 ? fault.position - 1 : null);
  return (JSON.parse(json) as { stmts?: RawStmt[] }).stmts ?? [];
}
