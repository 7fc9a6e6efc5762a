import type { Decider } from '../decider.js';
import { DomainError } from '../domain-error.js';
import { decideErasure, type Erasure } from './erasure.js';
import type { UserCommand } from './user-command.js';
import { fact, type UserEvent } from './user-event.js';

export type { UserCommand } from './user-command.js';
export type { UserEvent } from './user-event.js';

type Registered = {
  status: 'registered';
  verified: boolean;
  second_factor: boolean;
  issuer: string | null;
  erasure: Erasure;
};
export type User = { status: 'absent' } | Registered | { status: 'erased' };

/**
 * What an account is, without what it signs in with: no password, hash, address, code or link is ever in an event. Whoever
 * asks for a link gets it by mail, under the id of the event that says so; registering asks for the first one.
 */
export const user: Decider<User, UserCommand, UserEvent> = {
  initial: { status: 'absent' },

  decide(command, user) {
    if (command.type === 'RegisterUser') {
      const { email, name, verified } = command;
      if (user.status !== 'absent')
        throw new DomainError('conflict', 'user-exists', 'This account already exists.');
      return [
        { type: 'UserRegistered', data: { email, name } },
        ...(verified ? [fact('EmailVerified')] : []),
      ];
    }
    if (user.status !== 'registered') {
      if (command.type === 'FailSignIn') return [];
      if (user.status === 'erased' && command.type === 'CompleteErasure') return [];
      throw new DomainError('not-found', 'user-not-found', 'There is no such account.');
    }
    return decideRegistered(command, user);
  },

  evolve(user, event) {
    switch (event.type) {
      case 'UserRegistered':
        return { status: 'registered', verified: false, second_factor: false, issuer: null, erasure: 'none' };
      case 'EmailVerified':
        return change(user, { verified: true });
      case 'SecondFactorEnabled':
        return change(user, { second_factor: true });
      case 'SecondFactorDisabled':
        return change(user, { second_factor: false });
      case 'IdentityLinked':
        return change(user, { issuer: event.data.issuer });
      case 'IdentityUnlinked':
        return change(user, { issuer: null });
      case 'ErasureRequested':
        return change(user, { erasure: 'requested' });
      case 'ErasureApproved':
        return change(user, { erasure: 'approved' });
      case 'ErasureWithdrawn':
      case 'ErasureRejected':
        return change(user, { erasure: 'none' });
      case 'UserErased':
        return { status: 'erased' };
      default:
        return user; // changes no rule here
    }
  },
};

const change = (user: User, more: Partial<Registered>): User =>
  user.status === 'registered' ? { ...user, ...more } : user;

function decideRegistered(
  command: Exclude<UserCommand, { type: 'RegisterUser' }>,
  user: Registered,
): UserEvent[] {
  const { verified, second_factor, issuer } = user;
  switch (command.type) {
    case 'FailSignIn': {
      const { locked_until: until } = command;
      return [fact('SignInFailed'), ...(until ? [{ type: 'UserLocked', data: { until } } as const] : [])];
    }
    case 'ChangePassword':
      return [fact('PasswordChanged')];
    case 'RequestEmailVerification':
      return verified ? [] : [fact('EmailVerificationRequested')];
    case 'VerifyEmail':
      return verified ? [] : [fact('EmailVerified')];
    case 'RequestPasswordReset':
      return [fact('PasswordResetRequested')];
    case 'ResetPassword': // whoever came by the mail has shown that the address is theirs
      return [fact('PasswordReset'), ...(verified ? [] : [fact('EmailVerified')])];
    case 'EnableSecondFactor':
      requireVerified(user);
      return second_factor ? [] : [fact('SecondFactorEnabled')];
    case 'DisableSecondFactor':
      return second_factor ? [fact('SecondFactorDisabled')] : [];
    case 'UseRecoveryCode':
      return [{ type: 'RecoveryCodeUsed', data: { left: command.left } }];
    case 'ReplaceRecoveryCodes':
      return second_factor ? [fact('RecoveryCodesReplaced')] : [];
    case 'LinkIdentity':
      requireVerified(user);
      return issuer === command.issuer ? [] : [{ type: 'IdentityLinked', data: { issuer: command.issuer } }];
    case 'UnlinkIdentity':
      return issuer === null ? [] : [fact('IdentityUnlinked')];
    default:
      return decideErasure(command, user.erasure);
  }
}

/**
 * Whoever has not shown that the address is theirs may have signed up with somebody else's: what they leave behind must
 * not stay when its owner comes and resets the password.
 */
function requireVerified({ verified }: Registered) {
  if (verified) return;
  throw new DomainError(
    'forbidden',
    'email-not-verified',
    'Your e-mail address is not verified.',
    'Verify it first.',
  );
}
