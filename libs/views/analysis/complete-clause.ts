import type { Token } from '../sql/scan.js';

export type Clause = 'select' | 'from' | 'on' | 'where' | 'group by' | 'having' | 'order by' | 'limit' | null;

const begins = new Map<string, Clause>(
  Object.entries({
    select: 'select',
    distinct: 'select',
    from: 'from',
    join: 'from',
    on: 'on',
    using: 'on',
    where: 'where',
    group: 'group by',
    having: 'having',
    order: 'order by',
    limit: 'limit',
    offset: 'limit',
    union: null,
    intersect: null,
    except: null,
  } as const),
);

/** The words of the SELECT that encloses the end, without those within brackets that were closed. */
export function ownWords(before: Token[]): Token[] {
  const own: Token[] = [];
  let depth = 0;
  for (const token of before.toReversed()) {
    if (token.text === ')') depth += 1;
    else if (token.text === '(' && depth > 0) depth -= 1;
    else if (depth === 0) own.push(token);
  }
  return own.reverse();
}

/** In which clause the words end; null before any, where a statement begins. */
export function clauseAt(before: Token[]): Clause {
  for (const { kind, text } of ownWords(before).toReversed()) {
    if (text === ';') return null;
    const clause = kind === 'word' ? begins.get(text.toLowerCase()) : undefined;
    if (clause !== undefined) return clause;
  }
  return null;
}

const operators = [
  'and',
  'or',
  'not',
  'in',
  'between',
  'like',
  'ilike',
  'is null',
  'is not null',
  'is distinct from',
  'case',
  'null',
  'true',
  'false',
];
const joins = ['join', 'inner join', 'left join', 'right join', 'full join', 'cross join'];

const after: Record<Exclude<Clause, null>, string[]> = {
  select: ['distinct', 'as', 'from', ...operators],
  from: [...joins, 'on', 'as', 'where', 'group by', 'order by', 'limit', 'union'],
  on: [...operators, ...joins, 'where', 'group by', 'order by', 'limit'],
  where: [...operators, 'group by', 'order by', 'limit', 'union'],
  'group by': ['having', 'order by', 'limit', 'union'],
  having: [...operators, 'order by', 'limit', 'union'],
  'order by': ['asc', 'desc', 'nulls first', 'nulls last', 'limit', 'offset'],
  limit: ['offset'],
};

const inCase = ['when', 'then', 'else', 'end'];

/** The words a clause can go on or end with. */
export function keywordsIn(clause: Clause, before: Token[]): string[] {
  if (clause === null) return ['select', 'with'];
  const words = ownWords(before).map(({ text }) => text.toLowerCase());
  const open = words.filter((word) => word === 'case').length - words.filter((word) => word === 'end').length;
  const past = words.at(-1);
  if (past === 'group' || past === 'order') return ['by'];
  return [...(open > 0 ? inCase : []), ...after[clause]].filter(
    (word) => word !== 'distinct' || past === 'select',
  );
}
