import { Body, Controller, HttpCode, Ip, Post, Req } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { VerifyEmail } from '@pgai/contracts/identity.js';
import { Receipt } from '@pgai/contracts/receipt.js';
import type { FastifyRequest } from 'fastify';
import { ActorId } from '../platform/actor.js';
import { Public } from '../platform/auth.guard.js';
import { type CommandContext, InCommand } from '../platform/command-context.js';
import { EmailVerification } from './email-verification.js';

@ApiTags('Identity')
@Controller('api')
export class EmailController {
  constructor(private readonly verification: EmailVerification) {}

  @Post('auth/verify-email')
  @HttpCode(200)
  @Public()
  @ApiOperation({ summary: 'Verify an e-mail address by the link that was sent to it' })
  @ApiOkResponse({ standardSchema: Receipt })
  verify(
    @Body({ schema: VerifyEmail }) { token }: VerifyEmail,
    @Req() request: FastifyRequest,
  ): Promise<Receipt> {
    return this.verification.verify(request, token);
  }

  @Post('me/request-email-verification')
  @HttpCode(202)
  @ApiOperation({ summary: 'Send another link to verify your e-mail address' })
  @ApiAcceptedResponse({ standardSchema: Receipt })
  async request(
    @ActorId() id: string,
    @Ip() ip: string,
    @InCommand() context: CommandContext,
  ): Promise<Receipt> {
    const { revision } = await this.verification.request(id, ip, context);
    return { id, revision: Number(revision) };
  }
}
