import type { Expression } from '@pgai/contracts/expressions.js';

type Same = (expression: Expression) => string;

/** Whether one condition surely lets through no row that the other would not; false where it cannot be told. */
export function implies(strong: Expression, weak: Expression, same: { strong: Same; weak: Same }): boolean {
  if (same.strong(strong) === same.weak(weak)) return true;
  const [narrow, wide] = [valuesOf(strong), valuesOf(weak)];
  if (narrow && wide && same.strong(narrow.operand) === same.weak(wide.operand)) {
    const allowed = new Set(wide.values.map(same.weak));
    return narrow.values.every((value) => allowed.has(same.strong(value)));
  }
  const [inner, outer] = [rangeOf(strong), rangeOf(weak)];
  if (!inner || !outer || same.strong(inner.operand) !== same.weak(outer.operand)) return false;
  return within(inner, outer);
}

/** `in`, and `=` as one of a single value. */
function valuesOf(e: Expression): { operand: Expression; values: Expression[] } | null {
  if (e.kind === 'in') return e.negated ? null : e;
  const { operator, left, right } = e.kind === 'operator' ? e : { operator: '', left: null, right: null };
  return operator === '=' && left && right ? { operand: left, values: [right] } : null;
}

type Range = { operand: Expression; low: number; high: number; open: { low: boolean; high: boolean } };

/** A comparison with a number. */
function rangeOf(e: Expression): Range | null {
  if (e.kind === 'between' && !e.negated) {
    const [low, high] = [numberOf(e.low), numberOf(e.high)];
    const closed = { low: false, high: false };
    return low === null || high === null ? null : { operand: e.operand, low, high, open: closed };
  }
  if (e.kind !== 'operator' || !e.left) return null;
  const number = numberOf(e.right);
  if (number === null) return null;
  const below = { operand: e.left, low: Number.NEGATIVE_INFINITY, high: number };
  const above = { operand: e.left, low: number, high: Number.POSITIVE_INFINITY };
  switch (e.operator) {
    case '<':
    case '<=':
      return { ...below, open: { low: false, high: e.operator === '<' } };
    case '>':
    case '>=':
      return { ...above, open: { low: e.operator === '>', high: false } };
    default:
      return null;
  }
}

function numberOf(e: Expression): number | null {
  const number = e.kind === 'literal' && e.type === 'number' ? Number(e.value) : Number.NaN;
  return Number.isSafeInteger(number) ? number : null;
}

const within = (inner: Range, outer: Range) =>
  (inner.low > outer.low || (inner.low === outer.low && (inner.open.low || !outer.open.low))) &&
  (inner.high < outer.high || (inner.high === outer.high && (inner.open.high || !outer.open.high)));
