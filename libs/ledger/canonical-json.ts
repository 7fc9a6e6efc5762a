/**
 * JSON as RFC 8785 (JCS) writes it: no spaces, members in the order of their UTF-16 code units, numbers and strings as
 * ECMAScript prints them. So two texts of the same value have the same bytes, whoever parsed and wrote them in between.
 */
export function canonicalJson(value: unknown): string {
  if (typeof value === 'number' && !Number.isFinite(value)) throw new TypeError('JSON has no such number.');
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item ?? null)).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    let members = '';
    for (const name of Object.keys(value).sort()) {
      const item = (value as Record<string, unknown>)[name];
      if (item !== undefined) members += `${members && ','}${JSON.stringify(name)}:${canonicalJson(item)}`;
    }
    return `{${members}}`;
  }
  return JSON.stringify(value);
}
