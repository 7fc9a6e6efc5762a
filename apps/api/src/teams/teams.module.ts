import { Module } from '@nestjs/common';
import { TeamsController } from './teams.controller.js';
import { TeamHandler } from './teams.handler.js';
import { TeamQueries } from './teams.queries.js';

@Module({ controllers: [TeamsController], providers: [TeamHandler, TeamQueries] })
export class TeamsModule {}
