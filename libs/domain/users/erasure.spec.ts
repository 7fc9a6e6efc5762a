import { describe, it } from 'vitest';
import { given } from '../testing/given.js';
import type { TeamOfPerson } from './erasure.js';
import { type UserEvent, user } from './user.js';

const registered: UserEvent = {
  type: 'UserRegistered',
  data: { email: { $sealed: 'YWRh' }, name: { $sealed: 'QWRh' } },
};
const requested: UserEvent = { type: 'ErasureRequested', data: { approval: 'owner' } };
const bySelf: UserEvent = { type: 'ErasureRequested', data: { approval: 'self' } };
const approved: UserEvent = { type: 'ErasureApproved', data: { team_id: 'meridian' } };
const confirmed: UserEvent = { type: 'ErasureApproved', data: { team_id: null } };
const rejected: UserEvent = { type: 'ErasureRejected', data: { team_id: 'meridian' } };
const erased: UserEvent = { type: 'UserErased', data: {} };

const member = (role: string, others: Partial<TeamOfPerson> = {}): TeamOfPerson => ({
  team_id: 'meridian',
  role,
  other_members: 2,
  other_owners: 1,
  ...others,
});
const request = (teams: TeamOfPerson[], typed = false) =>
  ({ type: 'RequestErasure', teams, confirmed: typed }) as const;

describe('asking to be erased', () => {
  it('waits for an owner', () =>
    given(user, registered)
      .when(request([member('viewer')]))
      .decides(requested));

  it('twice is one request', () =>
    given(user, registered, requested)
      .when(request([member('viewer')]))
      .decides());

  it('of the last owner among others is refused', () =>
    given(user, registered)
      .when(request([member('viewer'), member('owner', { other_owners: 0 })], true))
      .refused('last-owner'));

  it('of one of two owners waits for the other', () =>
    given(user, registered)
      .when(request([member('owner')]))
      .decides(requested));

  it('of who is alone needs the typed address', () =>
    given(user, registered)
      .when(request([member('owner', { other_owners: 0, other_members: 0 })]))
      .refused('confirmation-required'));

  it('of who is alone, or in no team, is approved by typing it', () => {
    const alone = member('owner', { other_owners: 0, other_members: 0 });
    given(user, registered)
      .when(request([alone], true))
      .decides(bySelf, confirmed);
    given(user, registered).when(request([], true)).decides(bySelf, confirmed);
  });

  it('again, once nobody is left to approve, needs nobody', () =>
    given(user, registered, requested).when(request([], true)).decides(confirmed));

  it('needs an account', () => given(user).when(request([], true)).refused('user-not-found'));
});

describe('a request', () => {
  const approve = (approver_id: string) =>
    ({ type: 'ApproveErasure', team_id: 'meridian', user_id: 'ada', approver_id }) as const;
  const reject = { type: 'RejectErasure', team_id: 'meridian' } as const;

  it('is approved by somebody else', () =>
    given(user, registered, requested).when(approve('grace')).decides(approved));
  it('is not approved by oneself', () =>
    given(user, registered, requested).when(approve('ada')).refused('own-erasure'));
  it('is approved once', () =>
    given(user, registered, requested, approved).when(approve('tomasz')).decides());
  it('that was not made is not approved', () =>
    given(user, registered).when(approve('grace')).refused('erasure-not-requested'));
  it('that was withdrawn is not approved', () =>
    given(user, registered, requested, { type: 'ErasureWithdrawn', data: {} })
      .when(approve('grace'))
      .refused('erasure-not-requested'));
  it('may be rejected', () => given(user, registered, requested).when(reject).decides(rejected));
  it('once approved is not rejected', () =>
    given(user, registered, requested, approved).when(reject).refused('erasure-not-requested'));
  it('may be withdrawn', () =>
    given(user, registered, requested)
      .when({ type: 'WithdrawErasure' })
      .decides({ type: 'ErasureWithdrawn', data: {} }));
  it('once approved is not withdrawn', () =>
    given(user, registered, requested, approved)
      .when({ type: 'WithdrawErasure' })
      .refused('erasure-approved'));
  it('outlives a failed sign-in', () =>
    given(user, registered, requested, { type: 'SignInFailed', data: {} })
      .when(approve('grace'))
      .decides(approved));
});

describe('an erasure', () => {
  it('is halted when its person has become the last owner meanwhile', () =>
    given(user, registered, requested, approved)
      .when({ type: 'HaltErasure', team_id: 'meridian' })
      .decides(rejected));
  it('is complete once', () => {
    given(user, registered, requested, approved).when({ type: 'CompleteErasure' }).decides(erased);
    given(user, registered, requested, approved, erased).when({ type: 'CompleteErasure' }).decides();
  });
  it('that nobody approved is not', () =>
    given(user, registered, requested).when({ type: 'CompleteErasure' }).decides());
  it('leaves an account that takes no more', () => {
    const history = [registered, requested, approved, erased];
    given(user, ...history)
      .when({ type: 'ChangePassword' })
      .refused('user-not-found');
    given(user, ...history)
      .when({ type: 'FailSignIn', locked_until: null })
      .decides();
    given(user, ...history)
      .when({ type: 'RegisterUser', email: { $sealed: 'YWRh' }, name: { $sealed: 'QWRh' } })
      .refused('user-exists');
  });
});
