import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Actor, demand } from './actor.js';
import { allows, type Condition, type Grant, mayAllow } from './allows.js';
import { permissionNames, ruleOf } from './permissions.js';
import { roles } from './role.js';

const inviteViewers: Grant = {
  permission: 'members:invite',
  conditions: [{ field: 'role', operator: 'in', value: ['viewer', 'guest'] }],
};
const grace = { role: 'developer', grants: [inviteViewers] } as const;

describe('the table', () => {
  it.each(permissionNames)('%s: a higher role has what a lower one has', (permission) => {
    const has = roles.map((role) => ruleOf(permission).roles.includes(role));

    expect(has).toEqual([...has].sort((a, b) => Number(b) - Number(a)));
    expect(permission).toMatch(/^[a-z-]+:[a-z-]+$/);
  });
});

describe('a grant', () => {
  it('adds to the role where its conditions are met', () => {
    expect(allows(grace, 'members:invite', { role: 'viewer' })).toBe(true);
    expect(allows(grace, 'members:invite', { role: 'admin' })).toBe(false);
    expect(allows(grace, 'members:invite')).toBe(false);
    expect(mayAllow(grace, 'members:invite')).toBe(true);
    expect(mayAllow({ role: 'developer' }, 'members:invite')).toBe(false);
  });

  it.each<[Condition, string, boolean]>([
    [{ field: 'name', operator: 'equals', value: 'shop' }, 'shop', true],
    [{ field: 'name', operator: 'equals', value: 'shop' }, 'Shop', false],
    [{ field: 'name', operator: 'equals', value: ['shop', 'crm'] }, 'shop', false],
    [{ field: 'name', operator: 'in', value: ['shop', 'crm'] }, 'crm', true],
    [{ field: 'name', operator: 'in', value: [] }, 'crm', false],
    [{ field: 'name', operator: 'starts_with', value: 'shop_' }, 'shop_eu', true],
    [{ field: 'name', operator: 'starts_with', value: 'shop_' }, 'my_shop_eu', false],
    [{ field: 'name', operator: 'starts_with', value: '' }, 'anything', false],
    [{ field: 'constructor', operator: 'starts_with', value: 'f' }, 'shop', false],
  ])('%j about %s: %s', (condition, name, expected) => {
    const holder = {
      role: 'viewer' as const,
      grants: [{ permission: 'team:rename' as const, conditions: [condition] }],
    };

    expect(allows(holder, 'team:rename', { name })).toBe(expected);
  });
});

it('a limit never gives more', () => {
  const anyGrant = fc.record({
    permission: fc.constantFrom(...permissionNames),
    conditions: fc.array(
      fc.record({
        field: fc.constant('role'),
        operator: fc.constantFrom('equals' as const, 'in' as const, 'starts_with' as const),
        value: fc.constantFrom(...roles, ''),
      }),
      { maxLength: 2 },
    ),
  });
  fc.assert(
    fc.property(
      fc.constantFrom(...roles),
      fc.array(anyGrant),
      fc.constantFrom(...permissionNames),
      fc.constantFrom(...roles),
      (role, limits, permission, fact) => {
        const facts = { role: fact };
        if (allows({ role, limits }, permission, facts))
          expect(allows({ role }, permission, facts)).toBe(true);
      },
    ),
  );
});

describe('demanding a permission', () => {
  const holderOf = (id: string) => (id === 'ada' ? ({ role: 'owner' } as const) : undefined);
  const refusal = (actor: Actor) => {
    try {
      demand(actor, 'team:rename', holderOf);
      return undefined;
    } catch (error) {
      return (error as { code: string }).code;
    }
  };

  it.each<[Actor, string | undefined]>([
    [{ kind: 'user', id: 'ada' }, undefined],
    [{ kind: 'user', id: 'eve' }, 'team-not-found'],
    [{ kind: 'api_key', id: 'k', role: 'admin' }, undefined],
    [{ kind: 'api_key', id: 'k', role: 'viewer' }, 'not-permitted'],
    [{ kind: 'api_key', id: 'k', role: 'admin', limits: [] }, 'not-permitted'],
    [{ kind: 'system', id: 'job' }, undefined],
  ])('of %j: %s', (actor, code) => expect(refusal(actor)).toBe(code));
});
