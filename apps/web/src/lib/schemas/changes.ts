import type { SchemaChange } from '@pgai/contracts/schemas.js';

type Class = SchemaChange['class'];

/** What a class is called and looks like; never colour alone. */
export const classes: Record<
  Class,
  { label: string; tone: 'bad' | 'warn' | 'plain' | 'line'; mark: string }
> = {
  breaking: { label: 'Breaking', tone: 'bad', mark: '−' },
  conditional: { label: 'May break', tone: 'warn', mark: '~' },
  'non-breaking': { label: 'Compatible', tone: 'plain', mark: '+' },
  info: { label: 'Information', tone: 'line', mark: '·' },
};

const dayMs = 86_400_000;

export type Day = { date: string; total: number; class: Class };

/** How many changes on each of the last days, and how bad the worst of each day was. */
export function perDay(changes: readonly SchemaChange[], days: number, now: number): Day[] {
  const severity: Class[] = ['breaking', 'conditional', 'non-breaking', 'info'];
  const start = new Date(now);
  start.setHours(0, 0, 0, 0);
  return Array.from({ length: days }, (_, i) => {
    const from = start.getTime() - (days - 1 - i) * dayMs;
    const within = changes.filter(({ at }) => Date.parse(at) >= from && Date.parse(at) < from + dayMs);
    return {
      date: new Date(from).toISOString(),
      total: within.reduce((sum, { change_count }) => sum + change_count, 0),
      class: severity.find((level) => within.some((change) => change.class === level)) ?? 'info',
    };
  });
}
