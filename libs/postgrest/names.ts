/**
 * Names that stand in a path are limited so that no legal path needs escaping: PostgREST hands the guard the path as it was
 * sent, and `/custom%65rs` would be another path than `/customers`.
 */
export const plainName = /^[a-z_][a-z0-9_]{0,62}$/;

/** An identifier as SQL; the one place in this library that makes one. */
export function identifier(name: string) {
  if (name === '' || name.includes('\0') || Buffer.byteLength(name) > 63)
    throw new RangeError('A name has 1 to 63 bytes and no NUL.');
  return `"${name.replaceAll('"', '""')}"`;
}

/** A text as SQL, whatever standard_conforming_strings says. */
export function literal(text: string) {
  if (text.includes('\0')) throw new RangeError('A text in SQL has no NUL.');
  const quoted = `'${text.replaceAll("'", "''")}'`;
  return text.includes('\\') ? ` E${quoted.replaceAll('\\', '\\\\')}` : quoted;
}
