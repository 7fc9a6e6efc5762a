import { deepest } from '@pgai/contracts/expressions.js';

const most = 50_000;

/** Whether a value from a foreign document is data of a bounded size and depth, before anything walks it by recursion. */
export function isPlain(value: unknown): boolean {
  const waiting = [{ value, depth: 0 }];
  for (let seen = 0; seen < most; seen++) {
    const next = waiting.pop();
    if (!next) return true;
    if (typeof next.value !== 'object' || next.value === null) continue;
    const kind = Object.getPrototypeOf(next.value);
    if ((kind !== Object.prototype && kind !== Array.prototype) || next.depth > 3 * deepest) return false;
    for (const inner of Object.values(next.value)) waiting.push({ value: inner, depth: next.depth + 1 });
    if (waiting.length > most) return false;
  }
  return false;
}

/** A copy that nobody else holds, of the data a proxy of a page may stand for. */
export const copyOf = <T>(value: T): T =>
  typeof value === 'object' && value !== null ? JSON.parse(JSON.stringify(value)) : value;
