import { describe, it } from 'vitest';
import { given } from '../testing/given.js';
import { type UserEvent, user } from './user.js';

const registered: UserEvent = {
  type: 'UserRegistered',
  data: { email: { $sealed: 'YWRh' }, name: { $sealed: 'QWRh' } },
};

describe('registering', () => {
  it('keeps the sealed address and name', () =>
    given(user)
      .when({ type: 'RegisterUser', ...registered.data })
      .decides(registered));

  it('twice is refused', () =>
    given(user, registered)
      .when({ type: 'RegisterUser', ...registered.data })
      .refused('user-exists'));
});

describe('a failed sign-in', () => {
  const failed: UserEvent = { type: 'SignInFailed', data: {} };
  const until = '2026-11-21T10:00:00.000Z';

  it('is a fact of the account', () =>
    given(user, registered).when({ type: 'FailSignIn', locked_until: null }).decides(failed));

  it('may lock it', () =>
    given(user, registered)
      .when({ type: 'FailSignIn', locked_until: until })
      .decides(failed, { type: 'UserLocked', data: { until } }));

  it('of nobody is none', () => given(user).when({ type: 'FailSignIn', locked_until: null }).decides());
});

describe('changing the password', () => {
  it('says no more than that', () =>
    given(user, registered).when({ type: 'ChangePassword' }).decides({ type: 'PasswordChanged', data: {} }));

  it('needs an account', () => given(user).when({ type: 'ChangePassword' }).refused('user-not-found'));
});
