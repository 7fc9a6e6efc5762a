import type { Expression } from '@pgai/contracts/expressions.js';

/** How a value of a type is typed in. */
export type Family = 'text' | 'number' | 'boolean' | 'date' | 'time' | 'timestamp' | 'other';

export function familyOf(type: string | null | undefined): Family {
  const base = (type ?? '')
    .toLowerCase()
    .replace(/\(.*\)/, '')
    .replace(/\s+/g, ' ')
    .trim();
  if (/^(smallint|integer|bigint|int[248]?|numeric|decimal|real|double precision|float[48]?)$/.test(base))
    return 'number';
  if (/^bool(ean)?$/.test(base)) return 'boolean';
  if (base === 'date') return 'date';
  if (/^timestamp/.test(base)) return 'timestamp';
  if (/^time\b/.test(base)) return 'time';
  if (/^(text|citext|character varying|varchar|character|char|bpchar|name|uuid)$/.test(base)) return 'text';
  return 'other';
}

const comparisons = ['=', '<>', '<', '<=', '>', '>='] as const;
const likes = ['like', 'ilike', 'not like', 'not ilike'] as const;
const unary = ['is null', 'is not null', 'is true', 'is false'] as const;
const lists = ['in', 'not in'] as const;

export type Test =
  | (typeof comparisons)[number]
  | (typeof likes)[number]
  | (typeof unary)[number]
  | (typeof lists)[number]
  | 'between';

/** A condition as a form holds it: what is looked at, how, and the values. */
export type Condition = { operand: Expression; test: Test; values: Expression[] };

const includes = <T extends string>(all: readonly T[], one: string): one is T =>
  (all as readonly string[]).includes(one);

export function testsOf(family: Family, labels: readonly string[]): readonly Test[] {
  const nulls = ['is null', 'is not null'] as const;
  if (labels.length > 0) return ['=', '<>', ...lists, ...nulls];
  if (family === 'boolean') return ['is true', 'is false', ...nulls];
  if (family === 'text') return ['=', '<>', ...likes, ...lists, '<', '<=', '>', '>=', ...nulls];
  if (family === 'other') return ['=', '<>', ...nulls];
  return [...comparisons, 'between', ...lists, ...nulls];
}

export const valuesOf = (test: Test): 0 | 1 | 2 | 'many' =>
  includes(unary, test) ? 0 : test === 'between' ? 2 : includes(lists, test) ? 'many' : 1;

export function expressionOf({ operand, test, values }: Condition): Expression {
  const [first, second] = values;
  if (test === 'is null' || test === 'is not null')
    return { kind: 'is', operand, test: 'null', negated: test === 'is not null' };
  if (test === 'is true' || test === 'is false')
    return { kind: 'is', operand, test: test === 'is true' ? 'true' : 'false', negated: false };
  if (!first) throw new RangeError('A value is needed.');
  if (includes(lists, test)) return { kind: 'in', operand, values, negated: test === 'not in' };
  if (test === 'between') {
    if (!second) throw new RangeError('Two values are needed.');
    return { kind: 'between', operand, low: first, high: second, negated: false };
  }
  if (includes(likes, test))
    return {
      kind: 'pattern',
      pattern: test.endsWith('ilike') ? 'ilike' : 'like',
      operand,
      to: first,
      negated: test.startsWith('not'),
    };
  return { kind: 'operator', operator: test, left: operand, right: first };
}

/** Null for what no form can show; it is edited as SQL. */
export function conditionOf(expression: Expression): Condition | null {
  const simple = (...values: Expression[]) =>
    values.every((value) => textOf(value) !== null || value.kind === 'parameter');
  switch (expression.kind) {
    case 'is': {
      const { operand, test, negated } = expression;
      if (test === 'null') return { operand, test: negated ? 'is not null' : 'is null', values: [] };
      if (test === 'unknown' || negated) return null;
      return { operand, test: test === 'true' ? 'is true' : 'is false', values: [] };
    }
    case 'in':
      if (!simple(...expression.values)) return null;
      return {
        operand: expression.operand,
        test: expression.negated ? 'not in' : 'in',
        values: expression.values,
      };
    case 'between':
      if (expression.negated || !simple(expression.low, expression.high)) return null;
      return { operand: expression.operand, test: 'between', values: [expression.low, expression.high] };
    case 'pattern': {
      const { pattern, operand, to, negated } = expression;
      if (pattern === 'similar' || !simple(to)) return null;
      return { operand, test: `${negated ? 'not ' : ''}${pattern}`, values: [to] };
    }
    case 'operator': {
      const { operator, left, right } = expression;
      if (!left || !includes(comparisons, operator) || !simple(right)) return null;
      return { operand: left, test: operator, values: [right] };
    }
    default:
      return null;
  }
}

/** What stands in the field of a value; null for what is no plain value. */
export function textOf(value: Expression): string | null {
  if (value.kind === 'literal') return value.value === null ? null : String(value.value);
  const negative = value.kind === 'operator' && value.operator === '-' && value.left === null;
  if (!negative || value.right.kind !== 'literal' || value.right.type !== 'number') return null;
  return `-${value.right.value}`;
}

/** A date or a text is quoted, and the server reads it as the type it is compared with. */
export function literalOf(text: string, family: Family): Expression {
  if (family !== 'number') return { kind: 'literal', type: 'text', value: text };
  const [, sign, digits] =
    /^\s*([+-]?)(\d+(?:\.\d*)?(?:e[+-]?\d+)?|\.\d+(?:e[+-]?\d+)?)\s*$/i.exec(text) ?? [];
  if (!digits) throw new RangeError(`${text || 'Nothing'} is no number.`);
  const number: Expression = { kind: 'literal', type: 'number', value: digits };
  return sign === '-' ? { kind: 'operator', operator: '-', left: null, right: number } : number;
}
