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

const verified: UserEvent = { type: 'EmailVerified', data: {} };
const bare = (type: string) => ({ type, data: {} }) as UserEvent;

describe('the e-mail address', () => {
  it('is verified by a link that was asked for', () => {
    given(user, registered)
      .when({ type: 'RequestEmailVerification' })
      .decides(bare('EmailVerificationRequested'));
    given(user, registered).when({ type: 'VerifyEmail' }).decides(verified);
  });

  it('is verified once, and then no link is sent any more', () => {
    given(user, registered, verified).when({ type: 'VerifyEmail' }).decides();
    given(user, registered, verified).when({ type: 'RequestEmailVerification' }).decides();
  });

  it('that an identity provider vouches for is verified from the start', () =>
    given(user)
      .when({ type: 'RegisterUser', ...registered.data, verified: true } as never)
      .decides(registered, verified));
});

describe('resetting the password', () => {
  it('also verifies the address the link went to', () => {
    given(user, registered).when({ type: 'ResetPassword' }).decides(bare('PasswordReset'), verified);
    given(user, registered, verified).when({ type: 'ResetPassword' }).decides(bare('PasswordReset'));
  });

  it('of nobody is none', () => {
    given(user).when({ type: 'RequestPasswordReset' }).refused('user-not-found');
    given(user).when({ type: 'ResetPassword' }).refused('user-not-found');
  });
});

describe('the second factor', () => {
  const on = bare('SecondFactorEnabled');
  const off = bare('SecondFactorDisabled');

  it('goes on and off', () => {
    given(user, registered, verified).when({ type: 'EnableSecondFactor' }).decides(on);
    given(user, registered, verified, on).when({ type: 'EnableSecondFactor' }).decides();
    given(user, registered, verified, on).when({ type: 'DisableSecondFactor' }).decides(off);
    given(user, registered, verified, on, off).when({ type: 'DisableSecondFactor' }).decides();
  });

  it('is not for an address that may be somebody else’s', () =>
    given(user, registered).when({ type: 'EnableSecondFactor' }).refused('email-not-verified'));

  it('has recovery codes, of which is said how many are left', () => {
    given(user, registered, verified, on)
      .when({ type: 'UseRecoveryCode', left: 9 })
      .decides({ type: 'RecoveryCodeUsed', data: { left: 9 } });
    given(user, registered, verified, on)
      .when({ type: 'ReplaceRecoveryCodes' })
      .decides(bare('RecoveryCodesReplaced'));
    given(user, registered).when({ type: 'ReplaceRecoveryCodes' }).decides();
  });
});

describe('an identity elsewhere', () => {
  const issuer = 'https://login.example';
  const linked: UserEvent = { type: 'IdentityLinked', data: { issuer } };

  it('is linked and unlinked', () => {
    given(user, registered, verified).when({ type: 'LinkIdentity', issuer }).decides(linked);
    given(user, registered, verified, linked).when({ type: 'LinkIdentity', issuer }).decides();
    given(user, registered, verified, linked)
      .when({ type: 'UnlinkIdentity' })
      .decides(bare('IdentityUnlinked'));
    given(user, registered, verified).when({ type: 'UnlinkIdentity' }).decides();
  });

  it('is not for an address that may be somebody else’s', () =>
    given(user, registered).when({ type: 'LinkIdentity', issuer }).refused('email-not-verified'));
});
