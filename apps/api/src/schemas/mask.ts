const shown = 40;

/** Types whose values say nothing of anybody: there are two, or the catalogue lists them all. */
const plain = (type: string, labels: ReadonlySet<string>) => type === 'boolean' || labels.has(type);

/**
 * A value by its shape alone: every letter an x, every digit a 0, what is neither letter, digit nor ASCII a dot. So a reader
 * sees that a column holds addresses or dates, and learns nobody's.
 */
export function mask(value: string | null, type: string, labels: ReadonlySet<string> = new Set()) {
  if (value === null || plain(type, labels)) return value;
  const letters = [...value.slice(0, shown * 2)];
  const shape = letters.slice(0, shown).map((letter) => {
    if (/\p{Nd}/u.test(letter)) return '0';
    if (/\p{Lu}/u.test(letter)) return 'X';
    if (/\p{L}/u.test(letter)) return 'x';
    return letter >= ' ' && letter <= '~' ? letter : '·';
  });
  return shape.join('') + (letters.length > shown ? '…' : '');
}
