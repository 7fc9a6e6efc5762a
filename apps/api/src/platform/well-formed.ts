type Place = { at: string; value: unknown };

/**
 * Where half a character stands: JSON lets `\ud800` through, and no database takes it, so it would stop whoever reads the
 * log. Undefined when every text is whole. Without recursion, as a body may be nested as deep as it is long.
 */
export function halfCharacterAt(body: unknown): string | undefined {
  const left: Place[] = [{ at: '', value: body }];
  for (let place = left.pop(); place; place = left.pop()) {
    const { at, value } = place;
    if (typeof value === 'string' && !value.isWellFormed()) return at;
    if (typeof value !== 'object' || value === null) continue;
    for (const [key, inner] of Object.entries(value)) {
      if (!key.isWellFormed()) return at;
      if (typeof inner === 'string' || typeof inner === 'object')
        left.push({ at: at ? `${at}.${key}` : key, value: inner });
    }
  }
  return undefined;
}
