import type { CheckName, ConnectionCheck } from '@pgai/contracts/connection-checks.js';
import type { Connection } from '@pgai/contracts/connections.js';
import type { HealthState } from '#lib/ui/HealthDot.svelte';

/** What each check is called, in the order they run. */
export const checkLabels: Record<CheckName, string> = {
  resolve: 'Host found',
  network: 'Network allowed',
  tcp: 'Port answers',
  tls: 'Encryption',
  authentication: 'Signed in',
  version: 'Version',
  catalog: 'Catalog readable',
  select: 'May read tables',
  create: 'May create schemas',
  'create-view': 'May create views',
  pool: 'Pool',
};
export const checkNames = Object.keys(checkLabels) as CheckName[];

/** Of a finished run: `5 passed, 1 to look at, 1 failed`. */
export function tally(checks: readonly ConnectionCheck[]): string {
  const count = (status: ConnectionCheck['status']) =>
    checks.filter((check) => check.status === status).length;
  const parts = [
    [count('passed'), 'passed'],
    [count('warning'), 'to look at'],
    [count('failed'), 'failed'],
  ] as const;
  return parts
    .filter(([n]) => n > 0)
    .map(([n, word]) => `${n} ${word}`)
    .join(', ');
}

/** A disabled connection has no health; one that nobody has looked at has none yet. */
export const healthOf = ({ status, health }: Connection): HealthState =>
  status === 'active' ? health : 'unknown';

export const healthWord = ({ status, health }: Connection): string =>
  status === 'active' ? (health === 'unknown' ? 'not seen yet' : health) : status;

/** The reason as it is stored begins with its code. */
export const reasonOf = ({ health, health_reason }: Connection): string | undefined =>
  health === 'healthy' ? undefined : (health_reason?.replace(/^[a-z-]+: /, '') ?? undefined);

/** A name written from right to left keeps to itself, and does not turn the sentence round. */
const apart = (name: string) => (/[\u0590-\u08ff]/.test(name) ? `\u2068${name}\u2069` : name);

/** The state of all of them in one sentence, the worst first. */
export function stateSentence(connections: readonly Connection[]): string {
  const named = (state: HealthState) =>
    connections.filter((one) => healthOf(one) === state).map(({ name }) => apart(name));
  const down = named('down');
  const degraded = named('degraded');
  const list = (names: string[]) =>
    names.length > 3
      ? `${names.slice(0, 2).join(', ')} and ${names.length - 2} more`
      : new Intl.ListFormat('en').format(names);
  const is = (names: string[], what: string) => `${list(names)} ${names.length === 1 ? 'is' : 'are'} ${what}`;
  if (down.length > 0)
    return `${is(down, 'down')}${degraded.length > 0 ? `, and ${is(degraded, 'degraded')}` : ''}.`;
  if (degraded.length > 0) return `${is(degraded, 'degraded')}.`;
  const healthy = named('healthy');
  const active = connections.filter(({ status }) => status === 'active').length;
  if (active === 0)
    return connections.length === 1 ? 'The connection is disabled.' : 'All connections are disabled.';
  if (healthy.length === 0) return 'No connection has been looked at yet.';
  if (healthy.length < active)
    return `${healthy.length} of ${active} connections answer, the others were not looked at yet.`;
  return active === 1 ? `${healthy[0]} answers.` : `All ${active} connections answer.`;
}

export const ms = (value: number) =>
  value < 10 ? `${value.toFixed(1)} ms` : `${Math.round(value).toLocaleString('en')} ms`;

/** What happened to a connection, as a sentence without its subject. */
export function happened(type: string, data: Record<string, unknown>): string {
  switch (type) {
    case 'ConnectionRegistered':
      return 'connected it';
    case 'ConnectionUpdated':
      return 'changed it';
    case 'CredentialRotated':
      return 'replaced the password';
    case 'CredentialAccessed':
      return `used the password: ${data.purpose}`;
    case 'ConnectionHealthChanged':
      return `saw it ${data.to}${data.to === 'healthy' ? '' : `: ${String(data.reason).replace(/^[a-z-]+: /, '')}`}`;
    case 'ConnectionDisabled':
      return 'disabled it';
    case 'ConnectionEnabled':
      return 'enabled it';
    case 'ConnectionArchived':
      return 'archived it';
    default:
      return type;
  }
}
