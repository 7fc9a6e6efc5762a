import type { Fault, FaultPlace } from '@pgai/contracts/view-analysis.js';
import type { Token } from '../sql/scan.js';
import { didYouMean } from './did-you-mean.js';
import { error } from './fault.js';
import type { Source } from './scope.js';

/** Tables have these without saying so. */
const system = new Set(['tableoid', 'ctid', 'xmin', 'xmax', 'cmin', 'cmax']);

/** The sources of one FROM; `merged` are columns that USING or NATURAL made one of two. */
export type Level = { sources: Source[]; merged: Set<string> };

export type Found = { source: Source; column: string } | { fault: Fault | null };

/** Where a word of SQL stands, of all without comments; of a name with dots the part that is meant. */
export function placeAt(words: Token[], at: number | undefined, part = 0): FaultPlace {
  if (at === undefined) return null;
  let [low, high] = [0, words.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((words[middle]?.end ?? 0) > at) high = middle;
    else low = middle + 1;
  }
  const token = words[low + 2 * part];
  return token ? { start: token.start, end: token.end } : null;
}

/** What a name in SQL is of, looking outwards from the innermost FROM; without a fault where that is not for us to know. */
export function findColumn(fields: string[], levels: Level[], place: (part: number) => FaultPlace): Found {
  const column = fields.at(-1) ?? '';
  if (fields.length === 1) return lone(column, levels, place(0));
  const alias = fields.at(-2) ?? '';
  const sources = levels.flatMap((level) => level.sources);
  const source = sources.find(
    (it) =>
      it.alias === alias && (fields.length < 3 || it.relation === null || it.relation.schema === fields[0]),
  );
  if (!source) {
    const real = sources.find(({ relation }) => relation?.name === alias);
    const hint = real
      ? `It is called ${real.alias} here.`
      : didYouMean(
          alias,
          sources.map((it) => it.alias),
        );
    return {
      fault: error('alias-unknown', `Nothing in from is called ${alias}.`, {
        place: place(fields.length - 2),
        hint,
      }),
    };
  }
  if (!source.columns || system.has(column)) return { fault: null };
  if (source.columns.has(column)) return { source, column };
  return {
    fault: error('column-unknown', `${alias} has no column ${column}.`, {
      place: place(fields.length - 1),
      hint: didYouMean(column, source.columns.keys()),
    }),
  };
}

function lone(column: string, levels: Level[], place: FaultPlace): Found {
  for (const { sources, merged } of levels) {
    const [source, another] = sources.filter((it) => it.columns?.has(column));
    if (another && !merged.has(column)) {
      const names = sources.filter((it) => it.columns?.has(column)).map(({ alias }) => `${alias}.${column}`);
      return {
        fault: error('column-ambiguous', `${column} is a column of several tables.`, {
          place,
          hint: `Say which: ${names.join(' or ')}.`,
        }),
      };
    }
    if (source) return { source, column };
    if (sources.some((it) => it.columns === null || it.alias === column)) return { fault: null };
  }
  if (system.has(column)) return { fault: null };
  const known = levels.flatMap(({ sources }) => sources.flatMap((it) => [...(it.columns?.keys() ?? [])]));
  return {
    fault: error('column-unknown', `There is no column ${column}.`, {
      place,
      hint: didYouMean(column, known),
    }),
  };
}
