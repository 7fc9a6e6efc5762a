import { Body, Controller, Param, Post, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { TeamId } from '@pgai/contracts/teams.js';
import { ImportView as Import, ViewImported } from '@pgai/contracts/views.js';
import type { Actor } from '@pgai/domain/permissions/actor.js';
import type { Holder } from '@pgai/domain/permissions/allows.js';
import type { FastifyReply } from 'fastify';
import { By, Holds } from '../platform/actor.js';
import { type CommandContext, InCommand } from '../platform/command-context.js';
import { etag } from '../platform/etag.js';
import { Needs } from '../platform/needs.js';
import { ImportView } from './import-view.js';

@ApiTags('Views')
@Controller('api/teams/:team/views')
export class ImportController {
  constructor(private readonly views: ImportView) {}

  @Post('import')
  @Needs('views:create')
  @ApiOperation({ summary: 'Take a view that a database has; its history starts with what it is now' })
  @ApiCreatedResponse({ standardSchema: ViewImported })
  async take(
    @Param('team', { schema: TeamId }) teamId: string,
    @Body({ schema: Import }) fields: Import,
    @By() by: Actor,
    @Holds() holder: Holder,
    @InCommand() context: CommandContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ViewImported> {
    const imported = await this.views.take(fields, { teamId, by, holder, context });
    const { id, revision } = imported;
    reply.header('location', `/api/teams/${teamId}/views/${id}`).header('etag', etag(revision));
    return imported;
  }
}
