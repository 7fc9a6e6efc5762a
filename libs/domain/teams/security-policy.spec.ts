import { describe, expect, it } from 'vitest';
import { given } from '../testing/given.js';
import { meridian, user } from '../testing/meridian.js';
import { contains } from './network.js';
import { noPolicy, type SecurityPolicy, turnedAway, type Visit } from './security-policy.js';
import { team } from './team.js';

describe('a network', () => {
  it.each([
    ['192.0.2.0/24', '192.0.2.255', true],
    ['192.0.2.0/24', '192.0.3.0', false],
    ['192.0.2.7', '192.0.2.7', true],
    ['192.0.2.7', '192.0.2.8', false],
    ['192.0.2.7/32', '::ffff:192.0.2.7', true],
    ['192.0.2.0/24', '::ffff:c000:207', true],
    ['::ffff:192.0.2.0/120', '192.0.2.9', true],
    ['::ffff:192.0.2.0/24', '192.0.2.9', false],
    ['0.0.0.0/0', '203.0.113.1', true],
    ['0.0.0.0/0', '2001:db8::1', false],
    ['::/0', '2001:db8::1', true],
    ['::/0', '203.0.113.1', false],
    ['2001:db8::/32', '2001:db8:ffff::1', true],
    ['2001:db8::/33', '2001:db8:ffff::1', false],
    ['2001:DB8::1', '2001:db8:0:0:0:0:0:1', true],
    ['fe80::/10', 'fe80::1%eth0', true],
    ['192.0.2.0/33', '192.0.2.1', false],
    ['192.0.2.0/', '192.0.2.1', false],
    ['192.0.2.0/24/8', '192.0.2.1', false],
    ['192.0.2.256/0', '192.0.2.1', false],
    ['192.0.02.1', '192.0.2.1', false],
    ['1::2::3/0', '::1', false],
    ['nonsense', '192.0.2.1', false],
    ['0.0.0.0/0', 'nonsense', false],
    ['0.0.0.0/0', '', false],
  ])('%s and %s: %s', (network, address, expected) => expect(contains(network, address)).toBe(expected));
});

const visit: Visit = {
  address: '192.0.2.7',
  session: { second_factor: false, age_minutes: 120, longest_pause_minutes: 30 },
};

describe('a visit', () => {
  it.each<[Partial<SecurityPolicy>, string | undefined]>([
    [{}, undefined],
    [{ ip_allow_list: ['192.0.2.0/24'] }, undefined],
    [{ ip_allow_list: ['198.51.100.0/24'] }, 'address-not-allowed'],
    [{ second_factor_required: true }, 'second-factor-required-by-team'],
    [{ session_max_hours: 2 }, 'session-too-old'],
    [{ session_max_hours: 3 }, undefined],
    [{ session_idle_minutes: 30 }, 'session-idle-too-long'],
    [{ session_idle_minutes: 31 }, undefined],
  ])('under %j: %s', (policy, code) =>
    expect(turnedAway({ ...noPolicy, ...policy }, visit)?.code).toBe(code),
  );

  it('with an API key has no session to be too old', () =>
    expect(
      turnedAway(
        { ...noPolicy, second_factor_required: true, session_max_hours: 1, ip_allow_list: ['192.0.2.7'] },
        { ...visit, session: null },
      ),
    ).toBeUndefined());
});

describe('setting the policy', () => {
  const set = (id: string, policy: Partial<SecurityPolicy>) =>
    ({
      type: 'SetSecurityPolicy',
      policy: { ...noPolicy, ...policy },
      visit,
      by: user(id),
    }) as const;
  const list = { ip_allow_list: ['192.0.2.0/24'] };

  it('is for owners', () =>
    given(team, ...meridian)
      .when(set('ada', list))
      .decides({ type: 'SecurityPolicySet', data: { ...noPolicy, ...list } }));
  it('is refused to admins', () =>
    given(team, ...meridian)
      .when(set('tomasz', list))
      .refused('not-permitted'));
  it('to the same is nothing new', () =>
    given(team, ...meridian, { type: 'SecurityPolicySet', data: { ...noPolicy, ...list } })
      .when(set('ada', list))
      .decides());
  it.each<Partial<SecurityPolicy>>([
    { ip_allow_list: ['198.51.100.0/24'] },
    { second_factor_required: true },
  ])('to %j, which would keep oneself out, is refused', (policy) =>
    given(team, ...meridian)
      .when(set('ada', policy))
      .refused('would-lock-you-out'),
  );
});
