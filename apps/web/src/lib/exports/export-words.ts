import type { AuditExport } from '@pgai/contracts/exports.js';

type State = { word: string; tone: 'plain' | 'ok' | 'warn' | 'bad' };

export const states: Record<AuditExport['status'], State> = {
  waiting: { word: 'waits for approval', tone: 'warn' },
  making: { word: 'being made', tone: 'plain' },
  ready: { word: 'ready', tone: 'ok' },
  rejected: { word: 'rejected', tone: 'bad' },
  failed: { word: 'failed', tone: 'bad' },
  expired: { word: 'removed', tone: 'plain' },
};

const names: Record<string, string> = {
  from: 'after',
  to: 'before',
  action: 'event',
  actor_id: 'who',
  resource_type: 'kind',
  resource_id: 'object',
};

/** Which entries, in words. */
export const scopeOf = ({ filter }: AuditExport) =>
  Object.entries(filter)
    .map(([name, value]) => `${names[name] ?? name} ${value}`)
    .join(', ') || 'all events';

const kilobyte = 1024;

/** `912 B`, `4.1 KB`, `2.3 MB`. */
export function sizeOf(bytes: string | null) {
  if (bytes === null) return '–';
  const units = ['B', 'KB', 'MB', 'GB'];
  let value = Number(bytes);
  let unit = 0;
  for (; value >= kilobyte && unit < units.length - 1; unit++) value /= kilobyte;
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit]}`;
}
