import { Body, Controller, HttpCode, Param, Post, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiKeyId, ApiKeySecret, IssueApiKey, RotateApiKey } from '@pgai/contracts/api-keys.js';
import { Receipt } from '@pgai/contracts/receipt.js';
import { TeamId } from '@pgai/contracts/teams.js';
import type { Holder } from '@pgai/domain/permissions/allows.js';
import type { FastifyReply } from 'fastify';
import { ActorId, Holds } from '../platform/actor.js';
import { type CommandContext, InCommand } from '../platform/command-context.js';
import { etag } from '../platform/etag.js';
import { Needs } from '../platform/needs.js';
import { ApiConditional } from '../platform/openapi.js';
import { ApiKeySecrets } from './api-key-secrets.js';
import { HandleApiKey } from './api-keys.handler.js';
import { grantsOf } from './grants.js';

@ApiTags('API keys')
@Controller('api/teams/:team/api-keys')
export class ApiKeyCommandsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly secrets: ApiKeySecrets,
  ) {}

  @Post()
  @Needs('api-keys:issue')
  @ApiOperation({ summary: 'Issue an API key; its secret is in this answer and never again' })
  @ApiCreatedResponse({ standardSchema: ApiKeySecret })
  async issue(
    @Param('team', { schema: TeamId }) team_id: string,
    @Body({ schema: IssueApiKey }) { name, role, expires_at, permissions }: IssueApiKey,
    @ActorId() me: string,
    @Holds() holder: Holder,
    @InCommand() context: CommandContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ApiKeySecret> {
    const id = context.newId;
    const { at } = context.metadata;
    const { secret, receipt } = await this.secrets.issue(
      { api_key_id: id, team_id, shown_to: me, command_id: context.commandId },
      () =>
        this.commands.execute(
          new HandleApiKey(
            id,
            {
              type: 'IssueApiKey',
              team_id,
              name,
              role,
              grants: grantsOf(permissions),
              expires_at: expires_at ? new Date(expires_at).toISOString() : null,
              by: { id: me, holder },
              at,
            },
            context,
          ),
        ),
    );
    reply.header('location', `/api/teams/${team_id}/api-keys/${id}`);
    return shownOnce(id, secret, receipt, reply);
  }

  @Post(':key/rotate')
  @Needs('api-keys:rotate')
  @HttpCode(200)
  @ApiOperation({ summary: 'Give an API key a new secret; the old one works on for as long as you say' })
  @ApiConditional()
  @ApiOkResponse({ standardSchema: ApiKeySecret })
  async rotate(
    @Param('team', { schema: TeamId }) team_id: string,
    @Param('key', { schema: ApiKeyId }) id: string,
    @Body({ schema: RotateApiKey }) { overlap_seconds }: RotateApiKey,
    @ActorId() me: string,
    @Holds() holder: Holder,
    @InCommand() context: CommandContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ApiKeySecret> {
    const { at } = context.metadata;
    const until = new Date(Date.parse(at) + overlap_seconds * 1_000);
    const { secret, receipt } = await this.secrets.rotate(
      { api_key_id: id, team_id, shown_to: me, command_id: context.commandId },
      until,
      () =>
        this.commands.execute(
          new HandleApiKey(
            id,
            { type: 'RotateApiKey', team_id, overlap_until: until.toISOString(), by: { id: me, holder }, at },
            context,
          ),
        ),
    );
    return shownOnce(id, secret, receipt, reply);
  }

  @Post(':key/revoke')
  @Needs('api-keys:revoke')
  @HttpCode(200)
  @ApiOperation({ summary: 'End an API key at once' })
  @ApiConditional()
  @ApiOkResponse({ standardSchema: Receipt })
  async revoke(
    @Param('team', { schema: TeamId }) team_id: string,
    @Param('key', { schema: ApiKeyId }) id: string,
    @ActorId() me: string,
    @Holds() holder: Holder,
    @InCommand() context: CommandContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Receipt> {
    const { revision } = await this.secrets.revoke(team_id, id, () =>
      this.commands.execute(
        new HandleApiKey(id, { type: 'RevokeApiKey', team_id, by: { id: me, holder } }, context),
      ),
    );
    reply.header('etag', etag(revision));
    return { id, revision: Number(revision) };
  }
}

function shownOnce(id: string, secret: string, { revision }: { revision: bigint }, reply: FastifyReply) {
  reply.header('etag', etag(revision)).header('cache-control', 'no-store');
  return { id, secret, revision: Number(revision) };
}
