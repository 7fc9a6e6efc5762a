/** A word, a name in quotes, a text in quotes, or one sign. */
const token = /"(?:[^"]|"")*"|'(?:[^']|'')*'|[\p{L}_][\p{L}\p{N}_$]*|\d+(?:\.\d+)?|\S/gu;

const endsFrom = new Set([
  'WHERE',
  'GROUP',
  'HAVING',
  'ORDER',
  'LIMIT',
  'OFFSET',
  'WINDOW',
  'FETCH',
  'FOR',
  'UNION',
  'EXCEPT',
  'INTERSECT',
]);

export const tokensOf = (text: string): readonly string[] => text.match(token) ?? [];

/**
 * A query text without what servers write differently. PostgreSQL 16 and later leave out the table before a column where a
 * view reads a single table; older ones always write it. Brackets and spaces depend on the version as well.
 */
export function canonicalQuery(text: string) {
  const tokens = tokensOf(text);
  const alias = onlyTable(tokens);
  const levels: boolean[] = []; // of each open bracket: is it a query of its own?
  const kept: string[] = [];
  for (let i = 0; i < tokens.length; i++) {
    const word = tokens[i] ?? '';
    if (word === '(')
      levels.push(levels.includes(true) || /^(SELECT|WITH|VALUES)$/.test(tokens[i + 1] ?? ''));
    else if (word === ')') levels.pop();
    else if (word === ';') continue;
    else if (alias && word === alias && tokens[i + 1] === '.' && !levels.at(-1)) i++;
    else kept.push(word);
  }
  return kept.join(' ');
}

/** The name of the one thing that the outermost SELECT reads from; undefined when there are more. */
function onlyTable(tokens: readonly string[]) {
  let depth = 0;
  let from: string[] | undefined;
  for (const word of tokens) {
    if (word === '(') depth++;
    if (word === ')') depth--;
    if (depth > 0 || word === ')') continue;
    if (/^(UNION|EXCEPT|INTERSECT)$/.test(word)) return undefined;
    if (from && endsFrom.has(word)) break;
    if (from && (word === ',' || word === 'JOIN')) return undefined;
    if (from) from.push(word);
    else if (word === 'FROM') from = [];
  }
  return from?.filter((word) => word !== ';').at(-1);
}
