import { reserved } from '../definition/keywords.js';
import { quoteName } from '../definition/quote.js';
import { nameOf, scan, type Token } from '../sql/scan.js';
import { unsafeFunctions } from './builtin-names.js';
import { clauseAt, keywordsIn } from './complete-clause.js';
import { type InScope, tablesAround } from './complete-scope.js';
import type { NamedCatalog } from './named-catalog.js';
import { everydayFunctions } from './type-rules.js';

export type Completion = {
  label: string;
  kind: 'column' | 'table' | 'alias' | 'function' | 'keyword' | 'schema' | 'parameter';
  /** what is written for it, quoted where it has to be */
  insert: string;
  /** its type, or where it is from */
  detail: string | null;
  /** what of the text it takes the place of */
  start: number;
  end: number;
};

type Offer = Omit<Completion, 'start' | 'end'>;

/** What may stand at a place in SQL: only names that are in scope there, and words the clause can go on with. */
export async function complete(sql: string, position: number, catalog: NamedCatalog): Promise<Completion[]> {
  const tokens = scan(sql);
  const within = tokens.find(
    (token) => token.start < position && position < token.end + (unended(token) ? 1 : 0),
  );
  if (within && (within.kind === 'comment' || within.kind === 'text')) return [];
  const typed = tokens.find(
    ({ kind, start, end }) => (kind === 'word' || kind === 'quoted') && start < position && position <= end,
  );
  const words = tokens.filter(({ kind }) => kind !== 'comment');
  const before = words.filter(({ end }) => end <= (typed?.start ?? position));
  if (!typed && before.at(-1)?.kind === 'number' && before.at(-1)?.end === position) return [];
  const prefix = typed ? nameOf({ ...typed, text: sql.slice(typed.start, position) }).toLowerCase() : '';
  const place = { start: typed?.start ?? position, end: typed?.end ?? position };
  const starts = ({ label }: Offer) => label.toLowerCase().startsWith(prefix);
  return offers(words, before, catalog, place.start)
    .filter(
      (offer) => starts(offer) || (prefix.length > 1 && offer.label.toLowerCase().includes(`_${prefix}`)),
    )
    .sort((a, b) => Number(starts(b)) - Number(starts(a)))
    .map((offer) => ({ ...offer, ...place }));
}

/** It goes on with what is typed next. */
const unended = ({ open, text }: Token) => open || text.startsWith('--');

function offers(words: Token[], before: Token[], catalog: NamedCatalog, position: number): Offer[] {
  const last = before.at(-1);
  const scope = tablesAround(words, position, catalog);
  if (last?.text === '.') return afterDot(before.at(-2), scope, catalog, clauseAt(before));
  const clause = clauseAt(before);
  if (clause === 'from')
    return [
      ...tables(catalog),
      ...scope.ctes.map((name) => offer('table', name, null)),
      ...schemas(catalog),
      ...keywordsIn(clause, before).map(keyword),
    ];
  if (clause === null) return keywordsIn(clause, before).map(keyword);
  const afterName =
    last !== undefined &&
    (last.kind === 'quoted' ||
      last.kind === 'number' ||
      last.kind === 'text' ||
      last.text === ')' ||
      (last.kind === 'word' && !goesOn(last)));
  const next = keywordsIn(clause, before).map(keyword);
  return afterName
    ? next
    : [
        ...columns(scope),
        ...scope.tables.map(({ alias, of }) => offer('alias', alias, of)),
        ...functions(catalog),
        ...next,
      ];
}

/** After these words an expression begins. */
const goesOn = ({ text }: Token) =>
  (reserved.has(text.toLowerCase()) &&
    !/^(end|null|true|false|current_\w+|localtime\w*|session_user|asc|desc)$/i.test(text)) ||
  /^(between|like|ilike|is|by|similar)$/i.test(text);

const offer = (kind: Offer['kind'], name: string, detail: string | null): Offer => ({
  label: name,
  kind,
  insert: quoteName(name),
  detail,
});

const keyword = (word: string): Offer => ({ label: word, kind: 'keyword', insert: word, detail: null });

/** A name that several tables have is offered with its table. */
function columns({ tables }: InScope): Offer[] {
  const all = tables.flatMap(({ alias, columns }) => columns.map((column) => ({ alias, ...column })));
  const counts = Map.groupBy(all, ({ name }) => name);
  return all.map(({ alias, name, type }) => {
    const shared = (counts.get(name)?.length ?? 0) > 1;
    const insert = shared ? `${quoteName(alias)}.${quoteName(name)}` : quoteName(name);
    return { label: name, kind: 'column', insert, detail: shared ? `${alias}, ${type ?? '?'}` : type };
  });
}

function afterDot(
  owner: Token | undefined,
  scope: InScope,
  catalog: NamedCatalog,
  clause: string | null,
): Offer[] {
  if (!owner || (owner.kind !== 'word' && owner.kind !== 'quoted')) return [];
  const name = nameOf(owner);
  if (clause === 'from')
    return catalog.relations
      .filter(({ schema }) => schema === name)
      .map((it) => offer('table', it.name, it.kind.replaceAll('_', ' ')));
  const table = scope.tables.find(({ alias }) => alias === name);
  if (table) return table.columns.map((column) => offer('column', column.name, column.type));
  return catalog.functions
    .filter(({ schema }) => schema === name)
    .map((it) => offer('function', it.name, it.returns));
}

const tables = ({ relations, search_path }: NamedCatalog): Offer[] =>
  relations.map(({ schema, name, kind }) => ({
    ...offer('table', name, `${schema}, ${kind.replaceAll('_', ' ')}`),
    insert: search_path.includes(schema) ? quoteName(name) : `${quoteName(schema)}.${quoteName(name)}`,
  }));

const schemas = ({ relations }: NamedCatalog) =>
  [...new Set(relations.map(({ schema }) => schema))].map((name) => offer('schema', name, null));

function functions({ functions, search_path }: NamedCatalog): Offer[] {
  const own = functions
    .filter(({ schema }) => search_path.includes(schema))
    .map(({ name, returns }) => offer('function', name, returns));
  const grammar = ['coalesce', 'nullif', 'greatest', 'least', 'extract', 'array_agg'];
  const built = [...new Set([...everydayFunctions(), ...grammar])].filter(
    (name) => !unsafeFunctions.has(name),
  );
  return [
    ...own,
    ...built.map((name): Offer => ({ label: name, kind: 'function', insert: name, detail: null })),
  ];
}
