import { Controller, Get, HttpCode, Param, Post, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Receipt } from '@pgai/contracts/receipt.js';
import { EndedSessions, OpenSessions, SessionId } from '@pgai/contracts/sessions.js';
import type { FastifyReply } from 'fastify';
import { type Person, SignedInAs } from '../platform/actor.js';
import { type CommandContext, InCommand } from '../platform/command-context.js';
import { SessionQueries } from './session.queries.js';
import { Sessions } from './sessions.js';

@ApiTags('Identity')
@Controller('api/me/sessions')
export class SessionsController {
  constructor(
    private readonly sessions: Sessions,
    private readonly queries: SessionQueries,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Where you are signed in' })
  @ApiOkResponse({ standardSchema: OpenSessions })
  async list(@SignedInAs() actor: Person): Promise<OpenSessions> {
    return { data: await this.queries.open(actor) };
  }

  @Post(':session/revoke')
  @HttpCode(200)
  @ApiOperation({ summary: 'End one of your sessions' })
  @ApiOkResponse({ standardSchema: Receipt })
  async revoke(
    @Param('session', { schema: SessionId }) id: string,
    @SignedInAs() { user_id, session_id }: Person,
    @InCommand() context: CommandContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Receipt> {
    const { revision } = await this.sessions.revoke({ user_id, session_id: id }, context);
    if (id === session_id) this.sessions.forget(reply);
    return { id, revision: Number(revision) };
  }

  @Post('revoke-others')
  @HttpCode(200)
  @ApiOperation({ summary: 'End all your sessions but this one' })
  @ApiOkResponse({ standardSchema: EndedSessions })
  async revokeOthers(
    @SignedInAs() actor: Person,
    @InCommand() context: CommandContext,
  ): Promise<EndedSessions> {
    return { ended: await this.sessions.revokeOthers(actor, context) };
  }
}
