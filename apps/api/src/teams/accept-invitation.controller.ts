import { Body, Controller, HttpCode, Post, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { InvitationOffer, InvitationToken } from '@pgai/contracts/invitations.js';
import { Receipt } from '@pgai/contracts/receipt.js';
import type { FastifyReply } from 'fastify';
import { ActorId } from '../platform/actor.js';
import { Public } from '../platform/auth.guard.js';
import { type CommandContext, InCommand } from '../platform/command-context.js';
import { AcceptInvitation } from './accept-invitation.js';

/** For whoever brings the link of an invitation: they are in no team yet. */
@ApiTags('Invitations')
@Controller('api/invitations')
export class AcceptInvitationController {
  constructor(private readonly invitations: AcceptInvitation) {}

  @Post('look')
  @Public()
  @HttpCode(200)
  @ApiOperation({ summary: 'What an invitation offers, by the token in its link' })
  @ApiOkResponse({ standardSchema: InvitationOffer })
  look(@Body({ schema: InvitationToken }) { token }: InvitationToken): Promise<InvitationOffer> {
    return this.invitations.offer(token);
  }

  @Post('accept')
  @HttpCode(200)
  @ApiOperation({ summary: 'Accept an invitation; answers the team' })
  @ApiOkResponse({ standardSchema: Receipt })
  accept(
    @Body({ schema: InvitationToken }) { token }: InvitationToken,
    @ActorId() me: string,
    @InCommand() context: CommandContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Receipt> {
    return this.invitations.accept(token, me, context, reply);
  }
}
