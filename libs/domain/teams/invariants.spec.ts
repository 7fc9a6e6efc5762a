import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allows } from '../permissions/allows.js';
import { type Permission, permissionNames } from '../permissions/permissions.js';
import { type Role, roles } from '../permissions/role.js';
import { at, meridian, nextWeek } from '../testing/meridian.js';
import { noPolicy } from './security-policy.js';
import { type ActiveTeam, holderOf, type Team } from './state.js';
import { type TeamCommand, type TeamEvent, team } from './team.js';

const names = ['ada', 'tomasz', 'grace', 'yuki', 'lin', 'eve'];
const person = fc.constantFrom(...names);
const by = fc.oneof(
  { weight: 9, arbitrary: fc.record({ kind: fc.constant('user' as const), id: person }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('api_key' as const),
      id: fc.constant('key'),
      role: fc.constantFrom<Role>('admin', 'developer', 'viewer'),
    }),
  },
);
const role = fc.constantFrom(...roles);
const id = fc.constantFrom('1', '2', '3', '4');
const conditions = fc.constantFrom([], [{ field: 'role', operator: 'in' as const, value: ['viewer'] }]);
const permission = fc.constantFrom<Permission>(...permissionNames);
const type = <T extends string>(...types: T[]) => fc.constantFrom(...types);
const when = { at: fc.constant(at), expires_at: fc.constant(nextWeek) };
const email = fc.constant({ $sealed: 'e' });

const command = fc.oneof(
  fc.record({ type: type('RenameTeam'), name: fc.string(), by }),
  fc.record({ type: type('LeaveTeam'), by }),
  fc.record({ type: type('AddMember'), user_id: person, role, by }),
  fc.record({ type: type('RemoveMember', 'DeactivateMember', 'ReactivateMember'), user_id: person, by }),
  fc.record({ type: type('DeactivateMember'), user_id: person, reassign_to: person, by }),
  fc.record({ type: type('InviteMember'), invitation_id: id, email, role, ...when, by }),
  fc.record({ type: type('RevokeInvitation'), invitation_id: id, by }),
  fc.record({ type: type('AcceptInvitation'), invitation_id: id, user_id: person, request_id: id, ...when }),
  fc.record({ type: type('ChangeRole'), user_id: person, role, request_id: id, by }),
  fc.record({
    type: type('ApproveRoleChange', 'RejectRoleChange', 'WithdrawRoleChange'),
    request_id: id,
    by,
  }),
  fc.record({
    type: type('GrantPermission', 'RevokePermission'),
    user_id: person,
    permission,
    conditions,
    by,
  }),
) as fc.Arbitrary<TeamCommand>;

type Step = { command: TeamCommand; before: ActiveTeam; events: TeamEvent[]; after: ActiveTeam };

/** What the commands that were not refused did, one after the other. */
function* history(commands: TeamCommand[]): Generator<Step> {
  let state: Team = meridian.reduce(team.evolve, team.initial);
  for (const next of commands) {
    const before = state as ActiveTeam;
    let events: TeamEvent[];
    try {
      events = team.decide(next, before);
    } catch {
      continue; // a refusal changes nothing
    }
    state = events.reduce(team.evolve, before);
    yield { command: next, before, events, after: state as ActiveTeam };
  }
}

const always = (name: string, holds: (step: Step) => void) =>
  it(name, () => {
    fc.assert(
      fc.property(fc.array(command, { maxLength: 60 }), (commands) => {
        for (const step of history(commands)) holds(step);
      }),
      { numRuns: 300 },
    );
  });

const facts = roles.map((one) => ({ role: one }));
const rightsOf = (state: Team, name: string) => {
  const holder = holderOf(state, name);
  if (!holder) return new Set<string>();
  return new Set(
    permissionNames.flatMap((one) =>
      facts.filter((fact) => allows(holder, one, fact)).map((fact) => `${one} ${fact.role}`),
    ),
  );
};

describe('whatever is asked of a team', () => {
  always('it has an active owner', ({ after }) =>
    expect([...after.members.values()].some((member) => member.active && member.role === 'owner')).toBe(true),
  );

  always('nobody gains a right but by somebody who has it', ({ command: done, before, after, events }) => {
    for (const name of names) {
      const had = rightsOf(before, name);
      const gained = [...rightsOf(after, name)].filter((right) => !had.has(right));
      if (gained.length === 0) continue;
      const invitation =
        done.type === 'AcceptInvitation' ? before.invitations.get(done.invitation_id) : undefined;
      const request = done.type === 'ApproveRoleChange' ? before.requests.get(done.request_id) : undefined;
      const giver = invitation?.invited_by.id ?? request?.requested_by ?? ('by' in done ? done.by.id : '');
      const joins = events.some((event) => event.type === 'MemberJoined' && event.data.user_id === name);
      if (giver === 'key') {
        expect(joins).toBe(true);
        expect(after.members.get(name)?.role).toMatch(/developer|viewer|admin/);
        continue;
      }
      expect(giver).not.toBe(name);
      expect([...rightsOf(before, giver)]).toEqual(expect.arrayContaining(gained));
    }
  });

  always(
    'a change to or from owner and admin had two people, where there were two',
    ({ command: done, before, events }) => {
      for (const event of events) {
        if (event.type !== 'MemberRoleChanged') continue;
        const { user_id, from, to } = event.data;
        if (![from, to].some((one) => one === 'owner' || one === 'admin')) continue;
        if (done.type === 'ApproveRoleChange') {
          const asked = before.requests.get(done.request_id);
          expect([asked?.requested_by, user_id]).not.toContain(done.by.id);
          continue;
        }
        const actor = 'by' in done ? done.by.id : '';
        const others = [...before.members].filter(
          ([name, { active, role: held }]) =>
            active && (held === 'owner' || held === 'admin') && name !== actor && name !== user_id,
        );
        expect(actor === user_id || others.length === 0).toBe(true);
      }
    },
  );

  always('nothing is left to somebody who is not there any more', ({ after }) => {
    for (const { invited_by } of after.invitations.values())
      if (invited_by.kind === 'user') expect(holderOf(after, invited_by.id)).toBeDefined();
    for (const { requested_by, user_id } of after.requests.values()) {
      expect(holderOf(after, requested_by)).toBeDefined();
      expect(holderOf(after, user_id)).toBeDefined();
    }
  });

  it('nobody is kept out by the policy he sets', () => {
    const address = fc.ipV4();
    fc.assert(
      fc.property(address, fc.array(fc.oneof(fc.ipV4(), fc.constant('0.0.0.0/0'))), (own, ip_allow_list) => {
        const visit = { address: own, session: null };
        const set: TeamCommand = {
          type: 'SetSecurityPolicy',
          policy: { ...noPolicy, ip_allow_list },
          visit,
          by: { kind: 'user', id: 'ada' },
        };
        const open =
          ip_allow_list.length === 0 || ip_allow_list.some((one) => one === own || one.endsWith('/0'));
        const state = meridian.reduce(team.evolve, team.initial);
        if (open) team.decide(set, state);
        else expect(() => team.decide(set, state)).toThrow('leaves out');
      }),
    );
  });
});
