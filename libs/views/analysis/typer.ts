import type { Expression } from '@pgai/contracts/expressions.js';
import { typeName } from '../definition/type-name.js';
import { didYouMean } from './did-you-mean.js';
import { error } from './fault.js';
import { checkCall } from './functions.js';
import type { Scope } from './scope.js';
import {
  bare,
  baseType,
  categoryOf,
  commonType,
  incomparable,
  operatorType,
  ownType,
  untyped,
} from './type-rules.js';

/** null is not known, of both. */
export type Typed = { type: string | null; nullable: boolean | null };

const comparisons = new Set(['=', '<>', '!=', '<', '>', '<=', '>=']);
/** They return nothing only where they are given nothing. */
const total = new Set([...comparisons, '+', '-', '*', '/', '%', '||']);

/** Any of several may be null. */
const anyNull = (all: Typed[]): boolean | null =>
  all.some(({ nullable }) => nullable) ? true : all.some(({ nullable }) => nullable === null) ? null : false;

/** What an expression is, as far as that is certain, and what is wrong with it on the way. */
export function typeOf(expression: Expression, scope: Scope): Typed {
  const { catalog, report, place } = scope;
  const of = (e: Expression) => typeOf(e, scope);
  const base = (type: string | null) => baseType(catalog, type);

  const boolean = (e: Expression) => {
    const typed = of(e);
    requireBoolean(e, typed, scope);
    return typed;
  };

  /** Whether two values can be compared, and whether a text can be what it is compared with. */
  const compare = (left: Expression, a: Typed, right: Expression, b: Typed) => {
    if (incomparable(base(a.type), base(b.type)))
      report(
        error('types-incomparable', `${a.type} and ${b.type} cannot be compared.`, {
          place: place(right),
          hint: a.type === 'json' ? 'Cast both to jsonb.' : `Cast one of them, as in ::${a.type}.`,
        }),
      );
    literal(right, a.type);
    literal(left, b.type);
  };

  const literal = (e: Expression, type: string | null) => {
    if (e.kind !== 'literal' || e.type !== 'text') return;
    const own = ownType(catalog, type);
    if (own?.kind === 'enum' && !own.labels.includes(e.value))
      report(
        error('value-impossible', `${own.name} has no value '${e.value}'.`, {
          place: place(e),
          hint: didYouMean(e.value, own.labels) ?? `It has ${own.labels.slice(0, 8).join(', ')}.`,
        }),
      );
    if (
      categoryOf(base(type)) === 'a number' &&
      !Number.isFinite(Number(e.value || 'x')) &&
      !/^\s*[+-]?(nan|inf(inity)?|0[xob]\w+|[\d_.e+-]+)\s*$/i.test(e.value)
    )
      report(error('value-impossible', `'${e.value}' is no number.`, { place: place(e) }));
  };

  const together = (e: Expression, all: Typed[]) => {
    const { type, differ } = commonType(all.map(({ type }) => base(type)));
    if (differ)
      report(
        error('types-differ', `${differ[0]} and ${differ[1]} cannot be one value.`, { place: place(e) }),
      );
    return all.every((it) => it.type === all[0]?.type) ? (all[0]?.type ?? null) : type;
  };

  switch (expression.kind) {
    case 'column': {
      const source = scope.source(expression.table);
      const column = source?.columns?.get(expression.column);
      if (source?.columns && !column)
        report(
          error('column-unknown', `${source.alias} has no column ${expression.column}.`, {
            place: place(expression),
            hint: didYouMean(expression.column, source.columns.keys()),
          }),
        );
      return { type: column?.type ?? null, nullable: column?.nullable ?? null };
    }
    case 'literal': {
      if (expression.type === 'number') return { type: numberType(expression.value), nullable: false };
      if (expression.type === 'boolean') return { type: 'boolean', nullable: false };
      return { type: untyped, nullable: expression.type === 'null' };
    }
    case 'parameter': {
      const type = scope.parameter(expression.parameter);
      if (type === undefined)
        report(
          error('parameter-undeclared', 'A parameter is used that is not declared.', {
            place: place(expression),
            hint: 'Add it to the parameters of the view.',
          }),
        );
      return { type: type ?? null, nullable: true };
    }
    case 'keyword':
      return { type: keywordTypes[expression.keyword], nullable: false };
    case 'operator': {
      const left = expression.left && of(expression.left);
      const right = of(expression.right);
      const { operator } = expression;
      const given = left ? [left, right] : [right];
      if (expression.left && left && comparisons.has(operator))
        compare(expression.left, left, expression.right, right);
      const type = operatorType(
        operator === '!=' ? '<>' : operator,
        left ? base(left.type) : undefined,
        base(right.type),
      );
      const nullable = anyNull(given);
      return { type, nullable: nullable === false && !total.has(operator) ? null : nullable };
    }
    case 'logic':
      return { type: 'boolean', nullable: anyNull(expression.operands.map(boolean)) };
    case 'not':
      return { type: 'boolean', nullable: boolean(expression.operand).nullable };
    case 'is': {
      if (expression.test === 'null') of(expression.operand);
      else boolean(expression.operand);
      return { type: 'boolean', nullable: false };
    }
    case 'distinct': {
      compare(expression.left, of(expression.left), expression.right, of(expression.right));
      return { type: 'boolean', nullable: false };
    }
    case 'in': {
      const operand = of(expression.operand);
      const values = expression.values.map((value) => {
        const typed = of(value);
        compare(expression.operand, operand, value, typed);
        return typed;
      });
      return { type: 'boolean', nullable: anyNull([operand, ...values]) };
    }
    case 'between': {
      const operand = of(expression.operand);
      const [low, high] = [of(expression.low), of(expression.high)];
      compare(expression.operand, operand, expression.low, low);
      compare(expression.operand, operand, expression.high, high);
      return { type: 'boolean', nullable: anyNull([operand, low, high]) };
    }
    case 'pattern': {
      const [operand, to] = [of(expression.operand), of(expression.to)];
      const category = categoryOf(base(operand.type));
      if (category !== undefined && category !== 'a text')
        report(
          error('pattern-not-text', `${operand.type} has no text to compare with a pattern.`, {
            place: place(expression.operand),
            hint: 'Cast it: ::text.',
          }),
        );
      return { type: 'boolean', nullable: anyNull([operand, to]) };
    }
    case 'cast': {
      const { nullable } = of(expression.operand);
      return { type: typeName(expression.type), nullable };
    }
    case 'call':
      return call(expression, scope, of, boolean, together);
    case 'case': {
      const operand = expression.operand && of(expression.operand);
      const results = expression.branches.map(({ when, result }) => {
        if (expression.operand && operand) compare(expression.operand, operand, when, of(when));
        else boolean(when);
        return of(result);
      });
      if (expression.otherwise) results.push(of(expression.otherwise));
      const type = together(expression, results);
      return { type, nullable: expression.otherwise ? anyNull(results) : true };
    }
    case 'array': {
      const type = together(expression, expression.items.map(of));
      const item = type === untyped ? 'text' : type;
      return {
        type: item && expression.items.length && !item.endsWith('[]') ? `${item}[]` : null,
        nullable: false,
      };
    }
  }
}

function call(
  e: Expression & { kind: 'call' },
  scope: Scope,
  of: (e: Expression) => Typed,
  boolean: (e: Expression) => Typed,
  together: (e: Expression, all: Typed[]) => string | null,
): Typed {
  const given = e.arguments.map(of);
  if (e.filter) boolean(e.filter);
  const name = e.name.length === 1 ? e.name[0] : '';
  switch (name) {
    case 'coalesce':
      return {
        type: together(e, given),
        nullable: given.some(({ nullable }) => nullable === false) ? false : anyNull(given),
      };
    case 'greatest':
    case 'least':
      return { type: together(e, given), nullable: given.every(({ nullable }) => nullable) ? true : null };
    case 'nullif':
      return { type: nullifType(given.map(({ type }) => baseType(scope.catalog, type))), nullable: true };
    default: {
      const types = given.map(({ type }) => baseType(scope.catalog, type));
      return { type: checkCall(e, types, scope), nullable: name === 'count' ? false : null };
    }
  }
}

/** What its first value is to the comparison with the second. */
function nullifType([first = null, second = null]: (string | null)[]) {
  if (first === null || second === null || (categoryOf(first) === 'a text' && first !== 'text')) return null;
  return second === untyped || bare(first) === bare(second) ? first : null;
}

/** A condition is true, false or unknown, nothing else. */
export function requireBoolean(e: Expression, { type }: Typed, { catalog, report, place }: Scope) {
  const base = baseType(catalog, type);
  if (
    base === null ||
    base === 'boolean' ||
    base === untyped ||
    (base !== 'json' && categoryOf(base) === undefined)
  )
    return;
  report(
    error('not-boolean', `A condition is true or false, and this is ${type}.`, {
      place: place(e),
      hint: 'Compare it with something.',
    }),
  );
}

const numberType = (text: string) => {
  if (!/^\d+$/.test(text)) return 'numeric';
  const value = BigInt(text);
  return value <= 2147483647n ? 'integer' : value <= 9223372036854775807n ? 'bigint' : 'numeric';
};

const keywordTypes = {
  current_date: 'date',
  current_time: 'time with time zone',
  current_timestamp: 'timestamp with time zone',
  localtime: 'time without time zone',
  localtimestamp: 'timestamp without time zone',
  current_user: 'name',
  session_user: 'name',
} as const;
