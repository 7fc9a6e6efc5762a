import { Module } from '@nestjs/common';
import { ChangeConnection } from './change-connection.js';
import { ConnectionNames } from './connection-names.js';
import { ConnectionTests } from './connection-tests.js';
import { ConnectionsController } from './connections.controller.js';
import { ConnectionHandler } from './connections.handler.js';
import { ConnectionQueries } from './connections.queries.js';
import { SamplesController } from './samples.controller.js';
import { TestsController } from './tests.controller.js';

@Module({
  controllers: [TestsController, SamplesController, ConnectionsController],
  providers: [ChangeConnection, ConnectionHandler, ConnectionNames, ConnectionQueries, ConnectionTests],
})
export class ConnectionsModule {}
