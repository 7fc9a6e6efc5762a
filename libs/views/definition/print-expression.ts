import type { Expression } from '@pgai/contracts/expressions.js';
import { columnWords, reserved } from './keywords.js';
import { within } from './parts.js';
import { quoteName, quoteText } from './quote.js';
import { typeName } from './type-name.js';

/** What ids stand for in the SQL. */
export type Scope = { alias: (table: string) => string; parameter: (id: string) => number };

/** How strongly PostgreSQL's grammar binds, weakest first. */
const level = {
  or: 1,
  and: 2,
  not: 3,
  is: 4,
  comparison: 5,
  in: 6,
  operator: 7,
  sum: 8,
  product: 9,
  power: 10,
  zone: 11,
  sign: 12,
  cast: 13,
  atom: 14,
} as const;

const binary = new Map<string, number>([
  ...['<', '>', '=', '<=', '>=', '<>'].map((operator) => [operator, level.comparison] as const),
  ...['+', '-'].map((operator) => [operator, level.sum] as const),
  ...['*', '/', '%'].map((operator) => [operator, level.product] as const),
  ['^', level.power],
]);

/** Of `extract`, written without quotes. */
const fields = new Set(
  (
    'century day decade dow doy epoch hour isodow isoyear julian microseconds millennium milliseconds minute month ' +
    'quarter second timezone timezone_hour timezone_minute week year'
  ).split(' '),
);

/** Functions that are words of the grammar. */
export const grammarFunctions = new Set(['coalesce', 'nullif', 'greatest', 'least']);

/** Words of the grammar that are called like any function, and those that are as long as nothing but arguments is said. */
const callable = new Set(['left', 'right']);
const plainlyCallable = new Set(['substring', 'overlay']);

const sign = ({ operator, left }: { operator: string; left: Expression | null }) =>
  left === null && (operator === '-' || operator === '+');

const isZone = (e: Expression) => e.kind === 'call' && isCallOf(e, 'timezone', 2);

function isCallOf(e: Expression & { kind: 'call' }, name: string, count: number) {
  const plain = !e.star && !e.distinct && e.filter === null;
  return plain && e.name.length === 1 && e.name[0] === name && e.arguments.length === count;
}

const levelOf = (e: Expression): number => {
  switch (e.kind) {
    case 'logic':
    case 'not':
    case 'is':
      return level[e.kind === 'logic' ? e.operator : e.kind];
    case 'distinct':
      return level.is;
    case 'in':
    case 'between':
    case 'pattern':
      return level.in;
    case 'operator':
      if (e.left === null) return sign(e) ? level.sign : level.operator;
      return binary.get(sameOperator(e.operator)) ?? level.operator;
    case 'cast':
      return level.cast;
    case 'call':
      return isZone(e) ? level.zone : level.atom;
    default:
      return level.atom;
  }
};

/** The scanner of PostgreSQL takes `!=` for `<>`. */
export const sameOperator = (operator: string) => (operator === '!=' ? '<>' : operator);

/** An expression as SQL, in no more brackets than it needs. */
export function printExpression(expression: Expression, scope: Scope): string {
  const at = (e: Expression, weakest: number) => (levelOf(e) < weakest ? `(${print(e)})` : print(e));
  const list = (items: Expression[]) => items.map(print).join(', ');

  const print = (e: Expression): string => {
    switch (e.kind) {
      case 'column':
        return `${quoteName(scope.alias(e.table))}.${quoteName(e.column)}`;
      case 'literal':
        return e.type === 'text' ? quoteText(e.value) : String(e.value);
      case 'parameter':
        return `$${scope.parameter(e.parameter)}`;
      case 'keyword':
        return e.keyword;
      case 'operator':
        return operator(e);
      case 'logic':
        return e.operands.map((operand) => at(operand, level[e.operator])).join(` ${e.operator} `);
      case 'not':
        return `not ${at(e.operand, level.not)}`;
      case 'is':
        return `${at(e.operand, level.comparison)} is ${not(e)}${e.test}`;
      case 'distinct':
        return `${at(e.left, level.comparison)} is ${not(e)}distinct from ${at(e.right, level.comparison)}`;
      case 'in':
        return `${at(e.operand, level.operator)} ${not(e)}in (${list(e.values)})`;
      case 'between':
        return `${at(e.operand, level.operator)} ${not(e)}between ${low(e.low)} and ${at(e.high, level.operator)}`;
      case 'pattern': {
        const pattern = e.pattern === 'similar' ? 'similar to' : e.pattern;
        return `${at(e.operand, level.operator)} ${not(e)}${pattern} ${at(e.to, level.operator)}`;
      }
      case 'cast':
        return `${at(e.operand, level.cast)}::${typeName(e.type) ?? quoteName(e.type)}`;
      case 'call':
        return call(e);
      case 'case': {
        const operand = e.operand ? ` ${print(e.operand)}` : '';
        const branches = e.branches.map(({ when, result }) => ` when ${print(when)} then ${print(result)}`);
        const otherwise = e.otherwise ? ` else ${print(e.otherwise)}` : '';
        return `case${operand}${branches.join('')}${otherwise} end`;
      }
      case 'array':
        return `array[${list(e.items)}]`;
    }
  };

  const not = ({ negated }: { negated: boolean }) => (negated ? 'not ' : '');

  /** The grammar of the lower bound is a smaller one, without time zones. */
  const low = (e: Expression) => ([...within(e)].some(isZone) ? `(${print(e)})` : at(e, level.operator));

  const operator = (e: Expression & { kind: 'operator' }) => {
    const own = levelOf(e);
    if (e.left !== null) {
      const left = own === level.comparison ? own + 1 : own;
      return `${at(e.left, left)} ${sameOperator(e.operator)} ${at(e.right, own + 1)}`;
    }
    return sign(e) ? `${e.operator}${at(e.right, own + 1)}` : `${e.operator} ${at(e.right, own + 1)}`;
  };

  const call = (e: Expression & { kind: 'call' }) => {
    const [first, second] = e.arguments;
    if (first && second && isZone(e))
      return `${at(second, level.zone)} at time zone ${at(first, level.sign)}`;
    if (first?.kind === 'literal' && first.type === 'text' && second && isCallOf(e, 'extract', 2))
      return `extract(${fields.has(first.value) ? first.value : quoteText(first.value)} from ${print(second)})`;
    const inner = e.star ? '*' : `${e.distinct ? 'distinct ' : ''}${list(e.arguments)}`;
    const filter = e.filter ? ` filter (where ${print(e.filter)})` : '';
    return `${functionName(e)}(${inner})${filter}`;
  };
  return print(expression);
}

function functionName(e: Expression & { kind: 'call' }) {
  const [only = ''] = e.name;
  if (e.name.length > 1) return e.name.map(quoteName).join('.');
  if (grammarFunctions.has(only) || callable.has(only)) return only;
  if (plainlyCallable.has(only) && isCallOf(e, only, e.arguments.length)) return only;
  const plain = /^[a-z_][a-z0-9_]*$/.test(only) && !reserved.has(only) && !columnWords.has(only);
  return plain ? only : quoteName(only);
}
