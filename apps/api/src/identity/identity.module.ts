import { Module } from '@nestjs/common';
import { ChangeOfPassword } from './change-password.js';
import { Credentials } from './credentials.js';
import { IdentityController } from './identity.controller.js';
import { IdentityQueries } from './identity.queries.js';
import { PasswordController } from './password.controller.js';
import { PasswordTries } from './password-tries.js';
import { RegisterUser } from './register-user.js';
import { SessionQueries } from './session.queries.js';
import { SessionsController } from './sessions.controller.js';
import { Sessions } from './sessions.js';
import { SignInCheck } from './sign-in.js';

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
  ],
})
export class IdentityModule {}
