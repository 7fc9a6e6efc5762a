import { Module } from '@nestjs/common';
import { LiveGateway } from './live.gateway.js';
import { LiveQueries } from './live.queries.js';

@Module({ providers: [LiveGateway, LiveQueries] })
export class LiveModule {}
