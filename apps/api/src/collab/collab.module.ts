import { Module } from '@nestjs/common';
import { CollabGateway } from './collab.gateway.js';
import { CollabVisitors } from './collab-visitors.js';
import { DocumentAccess, LoggedDocuments } from './document-access.js';

@Module({
  providers: [CollabGateway, CollabVisitors, { provide: DocumentAccess, useClass: LoggedDocuments }],
})
export class CollabModule {}
