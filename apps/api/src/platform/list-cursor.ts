const text = (value: unknown) => (value instanceof Date ? value.toISOString() : String(value));

/** Opaque to clients: the sort it belongs to, and the sorted value and key of the last row. */
export const writeCursor = (sort: string, ...at: unknown[]) =>
  Buffer.from(JSON.stringify([sort, ...at.map(text)])).toString('base64url');

/** `undefined` when it is not a cursor of this sort. */
export function readCursor(cursor: string, sort: string): [string, string] | undefined {
  try {
    const [of, ...at] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as string[];
    return of === sort && at.length === 2 && at.every((v) => typeof v === 'string')
      ? (at as [string, string])
      : undefined;
  } catch {
    return undefined;
  }
}
