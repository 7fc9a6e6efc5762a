import { Module } from '@nestjs/common';
import { CollabGateway } from './collab.gateway.js';
import { CollabVisitors } from './collab-visitors.js';
import { DocumentAccess } from './document-access.js';
import { PresenceController } from './presence.controller.js';

@Module({
  controllers: [PresenceController],
  providers: [CollabGateway, CollabVisitors, DocumentAccess],
})
export class CollabModule {}
