import { Body, Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import {
  ImportMembers,
  ImportResult,
  InvitationId,
  InvitationList,
  Invite,
} from '@pgai/contracts/invitations.js';
import { Receipt } from '@pgai/contracts/receipt.js';
import { TeamId } from '@pgai/contracts/teams.js';
import type { Actor } from '@pgai/domain/permissions/actor.js';
import { PersonalVault } from '@pgai/vault/personal-vault.js';
import type { FastifyReply } from 'fastify';
import { By } from '../platform/actor.js';
import { type CommandContext, InCommand } from '../platform/command-context.js';
import { paged } from '../platform/list.js';
import { type ListQuery, parseList } from '../platform/list-query.js';
import { MailTokens } from '../platform/mail-tokens.js';
import { Needs } from '../platform/needs.js';
import { ApiList } from '../platform/openapi.js';
import { MemberImport } from './import-members.js';
import { expiryFrom } from './invitation-expiry.js';
import { InvitationQueries, invitationFields } from './invitations.queries.js';
import { TeamCommands } from './team-commands.js';

@ApiTags('Invitations')
@Controller('api/teams/:team')
export class InvitationsController {
  constructor(
    private readonly teams: TeamCommands,
    private readonly queries: InvitationQueries,
    private readonly imports: MemberImport,
    private readonly tokens: MailTokens,
    private readonly vault: PersonalVault,
  ) {}

  @Post('invitations')
  @Needs('members:invite')
  @ApiOperation({ summary: 'Invite somebody by e-mail; the link in the mail works once, for 7 days' })
  @ApiCreatedResponse({ standardSchema: Receipt })
  async invite(
    @Param('team', { schema: TeamId }) id: string,
    @Body({ schema: Invite }) { email, role }: Invite,
    @By() by: Actor,
    @InCommand() context: CommandContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Receipt> {
    const invitation_id = context.newId;
    await this.queries.mustBeNew(id, email, invitation_id);
    const { revision } = await this.teams.send(
      id,
      {
        type: 'InviteMember',
        invitation_id,
        email: await this.vault.seal(invitation_id, email),
        role,
        ...expiryFrom(context.metadata.at),
        by,
      },
      context,
      reply,
    );
    return { id: invitation_id, revision };
  }

  @Get('invitations')
  @Needs('members:invite')
  @ApiOperation({ summary: 'Invitations nobody has accepted yet' })
  @ApiList(invitationFields)
  @ApiOkResponse({ standardSchema: InvitationList })
  async list(@Param('team', { schema: TeamId }) id: string, @Query() query: ListQuery) {
    const parsed = parseList(query, invitationFields, 'invited_at:desc');
    return paged(await this.queries.open(id, parsed), 'invitation_id', parsed);
  }

  @Post('invitations/:invitation/resend')
  @Needs('members:invite')
  @HttpCode(200)
  @ApiOperation({ summary: 'Send an invitation again, for another 7 days' })
  @ApiOkResponse({ standardSchema: Receipt })
  resend(
    @Param('team', { schema: TeamId }) id: string,
    @Param('invitation', { schema: InvitationId }) invitation_id: string,
    @By() by: Actor,
    @InCommand() context: CommandContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const { expires_at } = expiryFrom(context.metadata.at);
    return this.teams.send(id, { type: 'ResendInvitation', invitation_id, expires_at, by }, context, reply);
  }

  @Post('invitations/:invitation/revoke')
  @Needs('members:invite')
  @HttpCode(200)
  @ApiOperation({ summary: 'Revoke an invitation; its links work no more' })
  @ApiOkResponse({ standardSchema: Receipt })
  async revoke(
    @Param('team', { schema: TeamId }) id: string,
    @Param('invitation', { schema: InvitationId }) invitation_id: string,
    @By() by: Actor,
    @InCommand() context: CommandContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const receipt = await this.teams.send(
      id,
      { type: 'RevokeInvitation', invitation_id, by },
      context,
      reply,
    );
    await this.tokens.void('invitation', invitation_id);
    return receipt;
  }

  @Post('members/import')
  @Needs('members:invite')
  @HttpCode(200)
  @ApiOperation({ summary: 'Invite many from CSV: all lines that can be, together; a dry run says which' })
  @ApiOkResponse({ standardSchema: ImportResult })
  import(
    @Param('team', { schema: TeamId }) id: string,
    @Body({ schema: ImportMembers }) body: ImportMembers,
    @By() by: Actor,
    @InCommand() context: CommandContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ImportResult> {
    return this.imports.run({ team_id: id, by }, body, context, reply);
  }
}
