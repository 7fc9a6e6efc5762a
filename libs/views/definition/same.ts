import type { NodeList } from '@pgai/contracts/view-definition.js';

/** Whether two values are the same data; the order of keys does not count. */
export function same(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && same(Reflect.get(a, key), Reflect.get(b, key)))
  );
}

/** Whether two nodes mean the same: where a table stands on the canvas is not worth telling, or asking about. */
export const sameNode = (list: NodeList, a: object, b: object) =>
  list === 'tables' ? same({ ...a, x: 0, y: 0 }, { ...b, x: 0, y: 0 }) : same(a, b);
