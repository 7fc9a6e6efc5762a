declare module 'libpg-query/wasm/libpg-query.js' {
  /** What Emscripten makes of libpg_query, as far as it is used here. */
  export type Parser = {
    lengthBytesUTF8(text: string): number;
    stringToUTF8(text: string, pointer: number, length: number): void;
    UTF8ToString(pointer: number): string;
    getValue(pointer: number, type: 'i32'): number;
    _malloc(length: number): number;
    _free(pointer: number): void;
    _wasm_parse_query_raw(text: number): number;
    _wasm_free_parse_result(result: number): void;
  };
  export default function create(options?: { locateFile?: () => string }): Promise<Parser>;
}
