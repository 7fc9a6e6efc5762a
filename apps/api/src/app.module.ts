import { type DynamicModule, Module } from '@nestjs/common';
import type { Logger } from 'pino';
import { AccessReviewsModule } from './access-reviews/access-reviews.module.js';
import { ApiKeysModule } from './api-keys/api-keys.module.js';
import { AuditModule } from './audit/audit.module.js';
import { CollabModule } from './collab/collab.module.js';
import { ConnectionsModule } from './connections/connections.module.js';
import { ExportsModule } from './exports/exports.module.js';
import { IdentityModule } from './identity/identity.module.js';
import { LiveModule } from './live/live.module.js';
import { MailboxModule } from './mailbox/mailbox.module.js';
import type { Config } from './platform/config.js';
import { platform } from './platform/platform.module.js';
import { PrivacyModule } from './privacy/privacy.module.js';
import { SchemasModule } from './schemas/schemas.module.js';
import { TeamsModule } from './teams/teams.module.js';
import { ViewsModule } from './views/views.module.js';

@Module({})
export class AppModule {}

export const appModule = (config: Config, logger: Logger): DynamicModule => ({
  module: AppModule,
  imports: [
    platform(config, logger),
    IdentityModule,
    TeamsModule,
    ApiKeysModule,
    PrivacyModule,
    AccessReviewsModule,
    AuditModule,
    ExportsModule,
    LiveModule,
    MailboxModule,
    ConnectionsModule,
    SchemasModule,
    ViewsModule,
    CollabModule,
  ],
});
