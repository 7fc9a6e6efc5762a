import { mistakes } from './typos.js';

/** What can be found: an object with its columns, its description and what people noted. Runs in the browser too. */
export type Findable = {
  id: number;
  schema: string;
  name: string;
  columns: readonly string[];
  texts: readonly string[];
};

export type Found = {
  id: number;
  score: number /** a column, where that is what matches */;
  column: string | null;
};

type Place = { entry: number; column: number; weight: number };
type Name = Place & { text: string };
type Hits = Map<number, Found>;

const weights = { name: 100, column: 50, text: 25 };

/** `order_itemsLegacy` is order, items and legacy. */
const partsOf = (text: string) =>
  text
    .replaceAll(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);

/**
 * A question of several words finds what has all of them. A word is found in names wherever it stands, best at the start, and
 * at the start of words in texts. Where nothing has it, typing mistakes are forgiven: one from four letters on, two from eight.
 */
export class SearchIndex {
  private readonly names: Name[] = [];
  private readonly parts = new Map<string, Place[]>();
  private readonly words = new Map<string, Place[]>();

  constructor(private readonly entries: readonly Findable[]) {
    for (const [entry, { schema, name, columns, texts }] of entries.entries()) {
      this.name(name, { entry, column: -1, weight: weights.name });
      this.names.push({
        text: `${schema}.${name}`.toLowerCase(),
        entry,
        column: -1,
        weight: weights.name * 0.9,
      });
      for (const [column, text] of columns.entries())
        this.name(text, { entry, column, weight: weights.column });
      for (const text of texts)
        for (const part of new Set(partsOf(text)))
          note(this.words, part, { entry, column: -1, weight: weights.text });
    }
  }

  search(question: string, limit = 50): Found[] {
    const asked = question.toLowerCase().split(/\s+/).filter(Boolean).slice(0, 8);
    if (asked.length === 0) return [];
    const hits = asked.map((word) => this.one(word)).reduce(inBoth);
    const name = (entry: number) => this.entries[entry]?.name ?? '';
    return [...hits]
      .sort(([a, x], [b, y]) => y.score - x.score || name(a).length - name(b).length || a - b)
      .slice(0, limit)
      .map(([, hit]) => hit);
  }

  private one(asked: string): Hits {
    const hits: Hits = new Map();
    for (const name of this.names) {
      const fit = likeness(asked, name.text);
      if (fit > 0) this.hit(hits, name, fit);
    }
    for (const [word, places] of this.words)
      if (word.startsWith(asked)) for (const place of places) this.hit(hits, place, word === asked ? 1 : 0.8);
    if (hits.size > 0) return hits;
    const parts = partsOf(asked);
    return parts.length > 0 ? parts.map((part) => this.nearly(part)).reduce(inBoth) : hits;
  }

  private nearly(asked: string): Hits {
    const hits: Hits = new Map();
    for (const vocabulary of [this.parts, this.words])
      for (const [word, places] of vocabulary) {
        const fit = nearness(asked, word);
        if (fit > 0) for (const place of places) this.hit(hits, place, fit);
      }
    return hits;
  }

  private hit(hits: Hits, { entry, column, weight }: Place, fit: number) {
    const score = weight * fit;
    const known = hits.get(entry);
    if (known && known.score >= score) return;
    const found = this.entries[entry];
    if (found) hits.set(entry, { id: found.id, score, column: found.columns[column] ?? null });
  }

  private name(name: string, place: Place) {
    this.names.push({ ...place, text: name.toLowerCase() });
    for (const part of partsOf(name)) note(this.parts, part, place);
  }
}

function note(vocabulary: Map<string, Place[]>, word: string, place: Place) {
  const known = vocabulary.get(word);
  if (known) known.push(place);
  else vocabulary.set(word, [place]);
}

const inBoth = (a: Hits, b: Hits): Hits => {
  const shared: Hits = new Map();
  for (const [entry, hit] of a) {
    const other = b.get(entry);
    if (other)
      shared.set(entry, { ...hit, score: hit.score + other.score, column: hit.column ?? other.column });
  }
  return shared;
};

const separators = new Set([' ', '_', '-', '.', '/', '$']);

function likeness(asked: string, name: string) {
  const at = name.indexOf(asked);
  if (at < 0) return 0;
  if (asked.length === name.length) return 1;
  if (at === 0) return 0.9 - 0.2 * (1 - asked.length / name.length);
  if (separators.has(name[at - 1] ?? '')) return 0.65;
  return asked.length > 1 ? 0.5 : 0;
}

function nearness(asked: string, word: string) {
  if (asked === word) return 0.5;
  const allowed = asked.length >= 8 ? 2 : asked.length >= 4 ? 1 : 0;
  const found = allowed === 0 ? 1 : mistakes(asked, word, allowed);
  return found > allowed ? 0 : 0.45 - 0.1 * found;
}
