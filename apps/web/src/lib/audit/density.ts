import type { Density } from '@pgai/contracts/as-of.js';

const day = 86_400_000;

/** A place on the line from the first event until now, in per cent. */
export function placeOf({ from, to }: Density, at: string | null) {
  if (!from || !at) return at ? 100 : 0;
  const [begun, ended] = [Date.parse(from), Date.parse(to)];
  return Math.min(100, Math.max(0, ((Date.parse(at) - begun) / Math.max(1, ended - begun)) * 100));
}

/** The last event within a bar or before it; undefined before the first. */
export const lastOf = ({ data }: Density, bar: number) =>
  data.findLast((filled) => filled.bar <= bar)?.position;

/** The bar an event stands in. */
export const barOf = ({ data, bars }: Density, position: string) =>
  data.find((filled) => BigInt(filled.position) >= BigInt(position))?.bar ?? bars;

/** Each bar's height in per cent. A root, as one busy hour would flatten all others. */
export function heights({ data }: Density) {
  const most = Math.max(1, ...data.map(({ events }) => events));
  return data.map(({ bar, events, position }) => ({
    bar,
    position,
    events,
    height: 10 + 90 * Math.sqrt(events / most),
  }));
}

/** Words under the line: hours within two days, dates beyond. */
export function axis({ from, to }: Density, steps: number) {
  if (!from) return [];
  const [begun, ended] = [Date.parse(from), Date.parse(to)];
  const options: Intl.DateTimeFormatOptions =
    ended - begun < 2 * day
      ? { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }
      : { day: 'numeric', month: 'short', ...(ended - begun > 365 * day && { year: '2-digit' }) };
  const format = new Intl.DateTimeFormat('en-GB', options);
  return Array.from({ length: steps }, (_, n) => ({
    left: (n / steps) * 100,
    text: format.format(begun + ((ended - begun) * n) / steps),
  })).filter(({ text }, n, all) => text !== all[n - 1]?.text);
}
