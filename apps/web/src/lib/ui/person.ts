/** At most two letters, of whatever script; `?` for a name without any, such as an erased one. */
export function initials(name: string): string {
  const letters = name.split(/\s+/u).flatMap((word) => word.match(/\p{L}/u)?.[0] ?? []);
  const ends = letters.length > 1 ? [letters[0], letters.at(-1)] : letters;
  return ends.join('').toLocaleUpperCase() || '?';
}

/** One of the eight presence colours, always the same for the same person. */
export function personColour(id: string): string {
  let sum = 0;
  for (const char of id) sum = (sum * 31 + (char.codePointAt(0) ?? 0)) >>> 0;
  return `var(--p${(sum % 8) + 1})`;
}
