import { Global, Module } from '@nestjs/common';
import { PasswordProof } from '../platform/password-proof.js';
import { AuthenticatorApp } from './authenticator-app.js';
import { ChangeOfPassword } from './change-password.js';
import { Credentials } from './credentials.js';
import { EmailController } from './email.controller.js';
import { EmailVerification } from './email-verification.js';
import { FlowCookie } from './flow-cookie.js';
import { IdentityController } from './identity.controller.js';
import { IdentityQueries } from './identity.queries.js';
import { IdentityLink } from './identity-link.js';
import { IdentityProviderController } from './identity-provider.controller.js';
import { IdentityProvider } from './identity-provider.js';
import { IdentitySignIn } from './identity-sign-in.js';
import { Limits } from './limits.js';
import { LinkedIdentities } from './linked-identities.js';
import { MailTries } from './mail-tries.js';
import { PasswordController } from './password.controller.js';
import { PasswordCheck } from './password-check.js';
import { PasswordChoice } from './password-choice.js';
import { PasswordReset } from './password-reset.js';
import { PasswordTries } from './password-tries.js';
import { Proof } from './proof.js';
import { RecoveryCodes } from './recovery-codes.js';
import { RegisterUser } from './register-user.js';
import { SecondFactorController } from './second-factor.controller.js';
import { SecondFactor } from './second-factor.js';
import { SecondFactors } from './second-factors.js';
import { SecuredSessions } from './secured-sessions.js';
import { SessionQueries } from './session.queries.js';
import { SessionsController } from './sessions.controller.js';
import { Sessions } from './sessions.js';
import { SignInCheck } from './sign-in.js';

const signingIn = [
  Credentials,
  Limits,
  PasswordTries,
  Proof,
  RegisterUser,
  Sessions,
  SessionQueries,
  SignInCheck,
];
const proof = { provide: PasswordProof, useClass: PasswordCheck };
const passwords = [ChangeOfPassword, PasswordChoice, PasswordReset, proof];
const mails = [EmailVerification, MailTries];
const elsewhere = [FlowCookie, IdentityLink, IdentityProvider, IdentitySignIn, LinkedIdentities];
const secondFactor = [AuthenticatorApp, RecoveryCodes, SecondFactor, SecondFactors, SecuredSessions];

/** Global for the one thing other features ask of the accounts: a second look at a password. */
@Global()
@Module({
  controllers: [
    EmailController,
    IdentityController,
    IdentityProviderController,
    PasswordController,
    SecondFactorController,
    SessionsController,
  ],
  providers: [IdentityQueries, ...signingIn, ...passwords, ...mails, ...secondFactor, ...elsewhere],
  exports: [PasswordProof],
})
export class IdentityModule {}
