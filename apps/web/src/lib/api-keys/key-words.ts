import type { ApiKey, ApiKeyRole } from '@pgai/contracts/api-keys.js';
import { allows } from '@pgai/domain/permissions/allows.js';
import { permissionNames, ruleOf } from '@pgai/domain/permissions/permissions.js';

/** What a key with this role can have at most, by the table of permissions. */
export const permissionsOf = (role: ApiKeyRole) =>
  permissionNames
    .filter((name) => ruleOf(name).keys && allows({ role }, name))
    .map((name) => ({ name, summary: ruleOf(name).summary }));

/** All of the role, or the names of the few. */
export const rightsOf = ({ permissions }: ApiKey) =>
  permissions === null ? 'all of the role' : permissions.map(({ permission }) => permission).join(', ');

export const ended = ({ state }: ApiKey) => state === 'revoked' || state === 'expired';

type Tone = 'ok' | 'warn' | 'bad' | 'plain';
/** What the key is worth, and what to do about it. */
export function stateOf({ state, refused_at }: ApiKey, now: Date): { tone: Tone; words: string } {
  switch (state) {
    case 'active':
      return { tone: 'ok', words: 'Works' };
    case 'old':
      return { tone: 'warn', words: refused_at ? `Rotate by ${day(refused_at, now)}` : 'Rotate soon' };
    case 'too_old':
      return { tone: 'bad', words: 'Too old' };
    case 'no_secret':
      return { tone: 'warn', words: 'No secret' };
    case 'expired':
      return { tone: 'plain', words: 'Expired' };
    case 'revoked':
      return { tone: 'plain', words: 'Revoked' };
  }
}

/** The page in one sentence. */
export function sentence(keys: ApiKey[], more: boolean, showsEnded: boolean) {
  if (showsEnded) return keys.length === 0 ? 'No key has ended.' : `${count(keys.length, more)} ended.`;
  if (keys.length === 0) return 'No API keys yet.';
  const refused = keys.filter(({ state }) => state === 'too_old' || state === 'no_secret').length;
  const old = keys.filter(({ state }) => state === 'old').length;
  const parts = [
    refused > 0 && `${refused} ${refused === 1 ? 'is' : 'are'} refused until rotated`,
    old > 0 && `${old} ${old === 1 ? 'needs' : 'need'} a new secret soon`,
  ].filter((part) => part !== false);
  return `${count(keys.length, more)}${parts.length > 0 ? `; ${parts.join(', ')}` : ''}.`;
}

const count = (keys: number, more: boolean) =>
  `${keys}${more ? ' or more' : ''} API key${keys === 1 ? '' : 's'}`;

/** Of a time to come: the hour while it is near, else the day. */
export function day(at: string, now: Date) {
  const date = new Date(at);
  const hour = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  if (date.getTime() - now.getTime() < 24 * 3_600_000) return hour.format(date);
  const year = date.getFullYear() === now.getFullYear() ? undefined : 'numeric';
  return new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year }).format(date);
}
