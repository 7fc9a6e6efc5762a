import { isKeyword } from '../definition/keywords.js';
import { nameOf, type Token } from '../sql/scan.js';
import { lookup } from './lookup.js';
import type { NamedCatalog } from './named-catalog.js';

export type InScope = {
  tables: { alias: string; of: string; columns: { name: string; type: string | null }[] }[];
  /** names of WITH that stand before */
  ctes: string[];
};

const ends = /^(where|group|having|order|limit|offset|union|intersect|except|window|fetch|for)$/i;

/**
 * The tables of the SELECT around a place and of those around that one, found word by word, since what is being typed
 * is seldom SQL. Inner ones come first and hide outer ones of their name.
 */
export function tablesAround(words: Token[], position: number, catalog: NamedCatalog): InScope {
  const found: InScope = { tables: [], ctes: [] };
  for (const level of levelsAround(words, position)) {
    const from = level.findLastIndex(({ text, start }) => /^select$/i.test(text) && start < position);
    for (const table of tablesOf(level.slice(Math.max(0, from)), catalog))
      if (!found.tables.some(({ alias }) => alias === table.alias)) found.tables.push(table);
  }
  words.forEach((token, at) => {
    const isName = (token.kind === 'word' || token.kind === 'quoted') && token.end < position;
    if (
      isName &&
      /^as$/i.test(words[at + 1]?.text ?? '') &&
      words[at + 2]?.text === '(' &&
      /^(with|recursive|,)$/i.test(words[at - 1]?.text ?? '')
    )
      found.ctes.push(nameOf(token));
  });
  return found;
}

/** The words directly within each pair of brackets around a place, the innermost first. */
function levelsAround(words: Token[], position: number): Token[][] {
  const open: Token[][] = [[]];
  const around: Token[][] = [];
  let start = [-1];
  for (const token of words) {
    if (token.text === '(') {
      open.at(-1)?.push(token);
      open.push([]);
      start.push(token.end);
    } else if (token.text === ')' && open.length > 1) {
      const inner = open.pop() ?? [];
      if ((start.pop() ?? 0) <= position && position <= token.start) around.push(inner);
      open.at(-1)?.push(token);
    } else if (token.text === ';' && open.length === 1) {
      if (token.start >= position) break;
      open.splice(0, open.length, []);
      start = [-1];
    } else open.at(-1)?.push(token);
  }
  for (const [at, inner] of [...open.entries()].reverse())
    if ((start[at] ?? 0) <= position) around.push(inner);
  return around;
}

function tablesOf(level: Token[], catalog: NamedCatalog): InScope['tables'] {
  const tables: InScope['tables'] = [];
  let expected = false;
  for (let at = 0; at < level.length; at += 1) {
    const token = level[at];
    const word = token?.kind === 'word' ? token.text.toLowerCase() : '';
    if (word === 'from' || word === 'join') expected = true;
    else if (ends.test(word)) {
      if (tables.length) break;
      expected = false;
    } else if (token?.text === ',' && tables.length) expected = true;
    else if (expected && (word === 'lateral' || word === 'only')) continue;
    else if (expected && token) {
      expected = false;
      const qualified = level[at + 1]?.text === '.';
      const named = qualified ? level[at + 2] : token;
      const schema = qualified ? nameOf(token) : undefined;
      const derived = token.text === '(';
      if (!named || (!derived && named.kind !== 'word' && named.kind !== 'quoted')) continue;
      at += qualified ? 2 : derived ? 1 : 0;
      if (/^as$/i.test(level[at + 1]?.text ?? '')) at += 1;
      const next = level[at + 1];
      const aliased =
        next && (next.kind === 'quoted' || (next.kind === 'word' && !isKeyword(next.text.toLowerCase())));
      const name = derived ? '' : nameOf(named);
      const { relation, visible } = lookup(catalog);
      const known = schema === undefined ? visible(name) : relation(schema, name);
      if (aliased || name)
        tables.push({
          alias: aliased ? nameOf(next) : name,
          of: known ? `${known.schema}.${known.name}` : name,
          columns: known?.columns ?? [],
        });
    }
  }
  return tables;
}
