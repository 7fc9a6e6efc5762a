import type { Token } from './scan.js';

/** What the parser is given at most; more of it is a bomb, or a program that should not be a query. */
export const mostTokens = 20_000;
export const deepestNesting = 250;

const apart = new Set(
  'and or select from where group having order limit offset on when then else union intersect except'.split(
    ' ',
  ),
);
const joins = new Set('join union intersect except'.split(' '));
const signs = new Set(
  'not is in like ilike similar between at collate operator any all some case'.split(' '),
);

/**
 * At least how deep the parser has to go, told from the words alone: brackets, and what within them is read from the left
 * as one in the other. `and` and `or` are lists to the parser.
 */
export function depthOf(tokens: Token[]): number {
  type Level = { chain: number; joins: number };
  const levels: Level[] = [];
  let level: Level = { chain: 0, joins: 0 };
  let outer = 0;
  let deepest = 0;
  const open = () => {
    outer += 1 + level.chain + level.joins;
    levels.push(level);
    level = { chain: 0, joins: 0 };
  };
  const close = () => {
    const back = levels.pop();
    if (!back) return;
    outer -= 1 + back.chain + back.joins;
    level = back;
  };
  for (const { kind, text } of tokens) {
    const word = kind === 'word' ? text.toLowerCase() : '';
    if (text === '(' || text === '[') {
      if (text === '[') level.chain += 1;
      open();
    } else if (text === ')' || text === ']') close();
    else if (text === ',' || apart.has(word)) level.chain = 0;
    else if (kind === 'operator' || text === '::' || signs.has(word)) level.chain += 1;
    if (word === 'case') open();
    if (word === 'end') close();
    if (joins.has(word)) level.joins += 1;
    deepest = Math.max(deepest, outer + level.chain + level.joins);
  }
  return deepest;
}
