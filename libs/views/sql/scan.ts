/** A word of SQL; `open` is one that has no end, as while it is typed. */
export type Token = {
  kind: 'word' | 'quoted' | 'text' | 'number' | 'parameter' | 'operator' | 'mark' | 'comment';
  text: string;
  start: number;
  end: number;
  open: boolean;
};

const word = /[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*/y;
const number = /(?:\d[\d_]*\.?(?!\.)[\d_]*|\.\d+)(?:[eE][+-]?\d+)?\w*/y;
const space = /\s+/y;
const parameter = /\$\d+/y;
const dollar = /\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$/y;
const lineComment = /--[^\n\r]*/y;
const operator = /(?:(?!--|\/\*)[+\-*/<>=~!@#%^&|`?])+/y;
const escaped = /[eE]'(?:[^'\\]+|\\.|'')*/sy;
const plain = /(?:[bBxXnN]|[uU]&)?'(?:[^']+|'')*/y;
const quoted = /(?:[uU]&)?"(?:[^"]+|"")*/y;

/**
 * SQL word by word, in characters and in one pass, whether or not it is SQL. It follows the scanner of PostgreSQL as far as
 * finding where texts, names and comments end.
 */
export function scan(sql: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  const match = (pattern: RegExp) => {
    pattern.lastIndex = at;
    return pattern.exec(sql)?.[0];
  };
  const add = (kind: Token['kind'], length: number, open = false) => {
    tokens.push({ kind, text: sql.slice(at, at + length), start: at, end: at + length, open });
    at += length;
  };
  /** A text or a name: all but its last quote was found. */
  const close = (kind: Token['kind'], inner: string) => {
    const open = at + inner.length >= sql.length;
    add(kind, inner.length + (open ? 0 : 1), open);
  };
  while (at < sql.length) {
    const skipped = match(space);
    if (skipped) {
      at += skipped.length;
      continue;
    }
    const string = match(escaped) ?? match(plain);
    if (string !== undefined) {
      close('text', string);
      continue;
    }
    const name = match(quoted);
    if (name !== undefined) {
      close('quoted', name);
      continue;
    }
    const tag = match(dollar);
    if (tag !== undefined) {
      const end = sql.indexOf(tag, at + tag.length);
      add('text', (end < 0 ? sql.length : end + tag.length) - at, end < 0);
      continue;
    }
    if (sql.startsWith('/*', at)) {
      const end = endOfComment(sql, at);
      add('comment', end.at - at, end.open);
      continue;
    }
    const one =
      token('comment', lineComment) ??
      token('word', word) ??
      token('number', number) ??
      token('parameter', parameter) ??
      token('operator', operator);
    if (one) add(one.kind, one.length);
    else add('mark', sql.startsWith('::', at) ? 2 : 1);
  }
  return tokens;

  function token(kind: Token['kind'], pattern: RegExp) {
    const text = match(pattern);
    return text === undefined ? undefined : { kind, length: text.length };
  }
}

/** Comments nest. */
function endOfComment(sql: string, start: number) {
  const edge = /\/\*|\*\//g;
  edge.lastIndex = start;
  let depth = 0;
  for (let found = edge.exec(sql); found; found = edge.exec(sql)) {
    depth += found[0] === '/*' ? 1 : -1;
    if (depth === 0) return { at: edge.lastIndex, open: false };
  }
  return { at: sql.length, open: true };
}

/** What a word or a quoted name stands for: unquoted ones are small letters. */
export const nameOf = ({ kind, text }: Token) =>
  kind === 'quoted' ? text.replace(/^"|"$/g, '').replaceAll('""', '"') : text.toLowerCase();
