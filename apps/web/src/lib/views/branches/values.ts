/** One side of a conflict as people read it: a name as it is, nothing as its absence, a structure as its text. */
export function valueWords(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (typeof value === 'string') return value === '' ? "''" : value;
  if (typeof value !== 'object') return String(value);
  return JSON.stringify(value, null, 2);
}
