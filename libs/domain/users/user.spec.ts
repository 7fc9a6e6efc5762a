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

describe('changing the password', () => {
  it('says no more than that', () =>
    given(user, registered).when({ type: 'ChangePassword' }).decides({ type: 'PasswordChanged', data: {} }));

  it('needs an account', () => given(user).when({ type: 'ChangePassword' }).refused('user-not-found'));
});
