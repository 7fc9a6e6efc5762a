import type { Sealed } from '../personal.js';
import type { ErasureCommand } from './erasure.js';

/** Everything one can ask of an account. */
export type UserCommand =
  | {
      type: 'RegisterUser';
      email: Sealed;
      name: Sealed /** somebody we trust has */;
      verified?: true | undefined;
    }
  | { type: 'ChangePassword' }
  | { type: 'FailSignIn'; locked_until: string | null }
  | { type: 'RequestEmailVerification' }
  | { type: 'VerifyEmail' }
  | { type: 'RequestPasswordReset' }
  | { type: 'ResetPassword' }
  | { type: 'EnableSecondFactor' }
  | { type: 'DisableSecondFactor' }
  | { type: 'UseRecoveryCode'; left: number }
  | { type: 'ReplaceRecoveryCodes' }
  | { type: 'LinkIdentity'; issuer: string }
  | { type: 'UnlinkIdentity' }
  | ErasureCommand;
