import { Module } from '@nestjs/common';
import { Examples } from './column-examples.js';
import { SchemaHistoryController } from './schema-history.controller.js';
import { SchemaSearch } from './schema-search.js';
import { SchemasController } from './schemas.controller.js';
import { SchemaHandler } from './schemas.handler.js';
import { Schemas } from './schemas.js';
import { SchemaQueries } from './schemas.queries.js';
import { TrailController } from './trail.controller.js';

@Module({
  controllers: [SchemasController, SchemaHistoryController, TrailController],
  providers: [SchemaHandler, SchemaQueries, Schemas, SchemaSearch, Examples],
})
export class SchemasModule {}
