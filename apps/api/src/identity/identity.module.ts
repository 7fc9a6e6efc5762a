import { Module } from '@nestjs/common';
import { Credentials } from './credentials.js';
import { IdentityController } from './identity.controller.js';
import { IdentityQueries } from './identity.queries.js';
import { RegisterUser } from './register-user.js';
import { Sessions } from './sessions.js';

@Module({
  controllers: [IdentityController],
  providers: [Credentials, IdentityQueries, RegisterUser, Sessions],
})
export class IdentityModule {}
