import { Module } from '@nestjs/common';
import { KeySockets } from './key-sockets.js';
import { LiveGateway } from './live.gateway.js';
import { LiveQueries } from './live.queries.js';
import { Visitors } from './visitors.js';

@Module({ providers: [KeySockets, LiveGateway, LiveQueries, Visitors] })
export class LiveModule {}
