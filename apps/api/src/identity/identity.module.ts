import { Global, Module } from '@nestjs/common';
import { PasswordProof } from '../platform/password-proof.js';
import { ChangeOfPassword } from './change-password.js';
import { Credentials } from './credentials.js';
import { IdentityController } from './identity.controller.js';
import { IdentityQueries } from './identity.queries.js';
import { PasswordController } from './password.controller.js';
import { PasswordCheck } from './password-check.js';
import { PasswordTries } from './password-tries.js';
import { RegisterUser } from './register-user.js';
import { SessionQueries } from './session.queries.js';
import { SessionsController } from './sessions.controller.js';
import { Sessions } from './sessions.js';
import { SignInCheck } from './sign-in.js';

/** Global for the one thing other features ask of the accounts: a second look at a password. */
@Global()
@Module({
  controllers: [IdentityController, PasswordController, SessionsController],
  providers: [
    ChangeOfPassword,
    Credentials,
    IdentityQueries,
    PasswordTries,
    RegisterUser,
    SessionQueries,
    Sessions,
    SignInCheck,
    { provide: PasswordProof, useClass: PasswordCheck },
  ],
  exports: [PasswordProof],
})
export class IdentityModule {}
