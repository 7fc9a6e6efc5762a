import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allows, type Grant, type Holder } from '../permissions/allows.js';
import { permissionNames, ruleOf } from '../permissions/permissions.js';
import { roles } from '../permissions/role.js';
import { given } from '../testing/given.js';
import { type ApiKeyCommand, type ApiKeyEvent, apiKey, type KeyRole } from './api-key.js';
import { noMoreThan } from './no-more-than.js';

const at = '2026-11-21T10:00:00.000Z';
const later = '2026-11-28T10:00:00.000Z';
const ada = { id: 'ada', holder: { role: 'owner' } as Holder };
const tomasz = { id: 'tomasz', holder: { role: 'admin' } as Holder };
const grace = { id: 'grace', holder: { role: 'developer' } as Holder };
/** A developer who may issue keys for viewers and rotate any. */
const yuki = {
  id: 'yuki',
  holder: {
    role: 'developer',
    grants: [
      { permission: 'api-keys:issue', conditions: [{ field: 'role', operator: 'equals', value: 'viewer' }] },
      { permission: 'api-keys:rotate', conditions: [] },
    ],
  } as Holder,
};

const issued = (more: Partial<Extract<ApiKeyEvent, { type: 'ApiKeyIssued' }>['data']> = {}): ApiKeyEvent => ({
  type: 'ApiKeyIssued',
  data: {
    team_id: 'meridian',
    name: 'CI',
    role: 'developer',
    grants: null,
    expires_at: null,
    issued_by: 'ada',
    ...more,
  },
});
type Issue = Extract<ApiKeyCommand, { type: 'IssueApiKey' }>;
const issue = (more: Partial<Issue> = {}): Issue => ({
  type: 'IssueApiKey',
  team_id: 'meridian',
  name: 'CI',
  role: 'developer',
  grants: null,
  expires_at: null,
  by: ada,
  at,
  ...more,
});
const only = (...names: Grant['permission'][]): Grant[] =>
  names.map((permission) => ({ permission, conditions: [] }));

describe('issuing an API key', () => {
  it('says whose it is and what it may', () => given(apiKey).when(issue()).decides(issued()));
  it('is for admins too', () =>
    given(apiKey)
      .when(issue({ by: tomasz, role: 'admin' }))
      .decides(issued({ role: 'admin', issued_by: 'tomasz' })));
  it('may limit it to some permissions of its role', () =>
    given(apiKey)
      .when(issue({ grants: only('team:read') }))
      .decides(issued({ grants: only('team:read') })));
  it('may end it at a date', () =>
    given(apiKey)
      .when(issue({ expires_at: later }))
      .decides(issued({ expires_at: later })));

  it.each([
    ['by a developer', issue({ by: grace }), 'not-permitted'],
    ['beyond the condition of a grant', issue({ by: yuki, role: 'developer' }), 'not-permitted'],
    ['with a date that is over', issue({ expires_at: at }), 'expiry-in-the-past'],
    ['limited to what its role lacks', issue({ grants: only('team:rename') }), 'permission-beyond-role'],
    ['limited to what keys never may', issue({ grants: only('api-keys:issue') }), 'permission-for-people'],
    ['limited to what is not there', issue({ grants: only('team:sell' as never) }), 'unknown-permission'],
    [
      'limited by a field nobody knows',
      issue({
        grants: [{ permission: 'team:read', conditions: [{ field: 'x', operator: 'equals', value: 'y' }] }],
      }),
      'unknown-condition',
    ],
  ])('%s is refused', (_, command, code) => given(apiKey).when(command).refused(code));

  it('twice is refused', () => given(apiKey, issued()).when(issue()).refused('api-key-exists'));
  it('within the condition of a grant is allowed', () =>
    given(apiKey)
      .when(issue({ by: yuki, role: 'viewer' }))
      .decides(issued({ role: 'viewer', issued_by: 'yuki' })));
});

describe('rotating an API key', () => {
  const rotate = (more: Partial<Extract<ApiKeyCommand, { type: 'RotateApiKey' }>> = {}) => ({
    type: 'RotateApiKey' as const,
    team_id: 'meridian',
    overlap_until: later,
    by: ada,
    at,
    ...more,
  });

  it('says until when the old secret works', () =>
    given(apiKey, issued())
      .when(rotate())
      .decides({ type: 'ApiKeyRotated', data: { overlap_until: later } }));
  it('is refused to those whom the secret would make mightier', () =>
    given(apiKey, issued({ role: 'admin' }))
      .when(rotate({ by: yuki }))
      .refused('more-than-yours'));
  it('is refused once it is revoked', () =>
    given(apiKey, issued(), { type: 'ApiKeyRevoked', data: {} }).when(rotate()).refused('api-key-ended'));
  it('is refused once it has expired', () =>
    given(apiKey, issued({ expires_at: at }))
      .when(rotate())
      .refused('api-key-ended'));
  it('needs the key to be of the team', () =>
    given(apiKey, issued())
      .when(rotate({ team_id: 'other' }))
      .refused('api-key-not-found'));
});

describe('revoking an API key', () => {
  const revoke = (by = ada, team_id = 'meridian') => ({ type: 'RevokeApiKey' as const, team_id, by });
  const revoked: ApiKeyEvent = { type: 'ApiKeyRevoked', data: {} };

  it('ends it', () => given(apiKey, issued()).when(revoke(tomasz)).decides(revoked));
  it('twice is nothing new', () => given(apiKey, issued(), revoked).when(revoke()).decides());
  it('is refused to developers', () => given(apiKey, issued()).when(revoke(grace)).refused('not-permitted'));
  it('needs the key to be there', () => given(apiKey).when(revoke()).refused('api-key-not-found'));
  it('needs the key to be of the team', () =>
    given(apiKey, issued()).when(revoke(ada, 'other')).refused('api-key-not-found'));
});

it('a key never may what its giver may not', () => {
  const condition = fc.record({
    field: fc.constant('role'),
    operator: fc.constantFrom('equals' as const, 'in' as const),
    value: fc.constantFrom('viewer', 'developer'),
  });
  const grant = fc.record({
    permission: fc.constantFrom(...permissionNames),
    conditions: fc.array(condition, { maxLength: 2 }),
  });
  fc.assert(
    fc.property(
      fc.record({ role: fc.constantFrom(...roles), grants: fc.array(grant, { maxLength: 4 }) }),
      fc.constantFrom<KeyRole>('admin', 'developer', 'viewer'),
      fc.option(fc.array(grant, { maxLength: 4 }), { nil: null }),
      fc.constantFrom(...permissionNames),
      fc.constantFrom(...roles),
      (giver, role, limits, permission, fact) => {
        try {
          noMoreThan(giver, { role, limits });
        } catch {
          return; // refused: there is no such key
        }
        const key: Holder = { role, ...(limits && { limits }) };
        if (ruleOf(permission).keys && allows(key, permission, { role: fact }))
          expect(allows(giver, permission, { role: fact })).toBe(true);
      },
    ),
    { numRuns: 2_000 },
  );
});
