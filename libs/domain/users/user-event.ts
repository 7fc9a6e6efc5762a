import type { Sealed } from '../personal.js';
import type { ErasureEvent } from './erasure.js';

type Nothing = Record<string, never>;

/** Everything there is to say of an account without saying what it signs in with. */
export type UserEvent =
  | { type: 'UserRegistered'; data: { email: Sealed; name: Sealed } }
  | { type: 'PasswordChanged'; data: Nothing }
  | { type: 'SignInFailed'; data: Nothing }
  | { type: 'UserLocked'; data: { until: string } }
  | { type: 'EmailVerificationRequested'; data: Nothing }
  | { type: 'EmailVerified'; data: Nothing }
  | { type: 'PasswordResetRequested'; data: Nothing }
  | { type: 'PasswordReset'; data: Nothing }
  | { type: 'SecondFactorEnabled'; data: Nothing }
  | { type: 'SecondFactorDisabled'; data: Nothing }
  | { type: 'RecoveryCodeUsed'; data: { left: number } }
  | { type: 'RecoveryCodesReplaced'; data: Nothing }
  | { type: 'IdentityLinked'; data: { issuer: string } }
  | { type: 'IdentityUnlinked'; data: Nothing }
  | ErasureEvent;

type Bare = Extract<UserEvent, { data: Nothing }>['type'];

/** An event that says it all by its name. */
export const fact = <Type extends Bare>(type: Type) =>
  ({ type, data: {} }) as Extract<UserEvent, { type: Type }>;
