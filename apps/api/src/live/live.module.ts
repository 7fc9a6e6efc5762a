import { Module } from '@nestjs/common';
import { LiveGateway } from './live.gateway.js';
import { LiveQueries } from './live.queries.js';
import { Visitors } from './visitors.js';

@Module({ providers: [LiveGateway, LiveQueries, Visitors] })
export class LiveModule {}
