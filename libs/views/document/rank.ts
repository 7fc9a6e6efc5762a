const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const base = digits.length;
const whole = 3;
const half = 'V';

/** Ranks compare as text; there is always one between two, because none ends in the smallest digit. */
export const isRank = (value: unknown): value is string =>
  typeof value === 'string' && /^[0-9A-Za-z]{0,199}[1-9A-Za-z]$/.test(value);

/** `count` ranks in order between two, each of which may be missing: then they go on by whole steps and stay short. */
export function ranksBetween(left: string | null, right: string | null, count: number): string[] {
  const ranks: string[] = [];
  if (right === null) {
    for (let last = left; ranks.length < count; ranks.push(last)) last = step(last, 1) ?? between(last, null);
    return ranks;
  }
  if (left === null) {
    for (let next: string = right; ranks.length < count; ranks.push(next))
      next = step(next, -1) ?? between(null, next);
    return ranks.reverse();
  }
  if (count === 0) return ranks;
  const middle = between(left, right);
  const before = Math.floor((count - 1) / 2);
  return [...ranksBetween(left, middle, before), middle, ...ranksBetween(middle, right, count - 1 - before)];
}

function step(rank: string | null, by: 1 | -1): string | null {
  if (rank === null) return half + digits[0]?.repeat(whole - 1) + half;
  let number = 0;
  for (const digit of rank.slice(0, whole).padEnd(whole, digits[0]))
    number = number * base + digits.indexOf(digit);
  number += by;
  if (number < 0 || number >= base ** whole) return null;
  const at = (place: number) => digits[Math.floor(number / base ** place) % base];
  return `${at(2)}${at(1)}${at(0)}${half}`;
}

function between(left: string | null, right: string | null): string {
  const digitOf = (text: string | null, place: number) => digits.indexOf(text?.[place] ?? digits.charAt(0));
  let open = right;
  for (let place = 0, rank = ''; ; place++) {
    const low = digitOf(left, place);
    const high = open === null ? base : digitOf(open, place);
    if (high - low > 1) return rank + digits[(low + high) >> 1];
    rank += digits[low];
    if (high > low) open = null;
  }
}
