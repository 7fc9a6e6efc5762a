import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Condition,
  conditionOf,
  expressionOf,
  type Family,
  familyOf,
  literalOf,
  testsOf,
  textOf,
  valuesOf,
} from './condition.ts';

const families: Family[] = ['text', 'number', 'date', 'time', 'timestamp', 'other', 'boolean'];
const valuesFor = (family: Family) =>
  (family === 'number'
    ? fc.oneof(fc.integer().map(String), fc.double({ noNaN: true, noDefaultInfinity: true }).map(String))
    : fc.string()
  ).map((text) => literalOf(text, family));

const conditions: fc.Arbitrary<Condition> = fc
  .record({ family: fc.constantFrom(...families), labels: fc.constantFrom([], ['a', 'b']) })
  .chain(({ family, labels }) =>
    fc.constantFrom(...testsOf(family, labels)).chain((test) => {
      const count = valuesOf(test);
      const [least, most] = count === 'many' ? [1, 5] : [count, count];
      return fc.record({
        operand: fc.constant({ kind: 'column' as const, table: 't', column: 'c' }),
        test: fc.constant(test),
        values: fc.array(valuesFor(family), { minLength: least, maxLength: most }),
      });
    }),
  );

describe('the condition of a filter', () => {
  it('is the same after it was an expression', () => {
    fc.assert(
      fc.property(conditions, (condition) => {
        expect(conditionOf(expressionOf(condition))).toEqual(condition);
      }),
    );
  });

  it('holds a number as it was typed, below zero too', () => {
    fc.assert(
      fc.property(fc.integer(), (number) => {
        expect(textOf(literalOf(String(number), 'number'))).toBe(String(number));
      }),
    );
    expect(() => literalOf('1; drop table x', 'number')).toThrow('no number');
    expect(() => literalOf('', 'number')).toThrow('no number');
  });

  it('says what it cannot show in a form', () => {
    const column = { kind: 'column' as const, table: 't', column: 'c' };
    expect(conditionOf({ kind: 'operator', operator: '@>', left: column, right: column })).toBeNull();
    expect(conditionOf({ kind: 'not', operand: column })).toBeNull();
  });

  it.each([
    ['numeric(10,2)', 'number'],
    ['timestamp with time zone', 'timestamp'],
    ['character varying(40)', 'text'],
    ['time without time zone', 'time'],
    ['date', 'date'],
    ['jsonb', 'other'],
    [null, 'other'],
  ] as const)('%s is typed in as %s', (type, family) => expect(familyOf(type)).toBe(family));
});
