import { Module } from '@nestjs/common';
import { ExportsController } from './exports.controller.js';
import { ExportHandler } from './exports.handler.js';
import { ExportQueries } from './exports.queries.js';

@Module({ controllers: [ExportsController], providers: [ExportHandler, ExportQueries] })
export class ExportsModule {}
