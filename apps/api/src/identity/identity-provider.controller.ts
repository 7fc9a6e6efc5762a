import { Body, Controller, Get, HttpCode, Ip, Post, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import {
  IdentityAnswer,
  IdentityStart,
  IdentityState,
  PasswordProof,
  SignedInElsewhere,
  StartIdentity,
} from '@pgai/contracts/identity-provider.js';
import { Receipt } from '@pgai/contracts/receipt.js';
import { SecondFactorCode } from '@pgai/contracts/second-factor.js';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ActorId } from '../platform/actor.js';
import { Public } from '../platform/auth.guard.js';
import { type CommandContext, InCommand } from '../platform/command-context.js';
import { IdentityLink } from './identity-link.js';
import { IdentitySignIn } from './identity-sign-in.js';

@ApiTags('Identity')
@Controller('api')
export class IdentityProviderController {
  constructor(
    private readonly signIn: IdentitySignIn,
    private readonly links: IdentityLink,
  ) {}

  @Post('auth/identity/start')
  @HttpCode(200)
  @Public()
  @ApiOperation({ summary: 'Sign in through the identity provider: the page to go to' })
  @ApiOkResponse({ standardSchema: IdentityStart })
  start(
    @Body({ schema: StartIdentity }) { return_to = '/' }: StartIdentity,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<IdentityStart> {
    return this.signIn.start(reply, return_to);
  }

  @Post('auth/identity/finish')
  @HttpCode(200)
  @Public()
  @ApiOperation({ summary: 'Sign in by what the identity provider answered; sets the cookie pgai_session' })
  @ApiOkResponse({ standardSchema: SignedInElsewhere })
  finish(
    @Body({ schema: IdentityAnswer }) { query }: IdentityAnswer,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SignedInElsewhere> {
    return this.signIn.finish(request, reply, query);
  }

  @Post('auth/identity/second-factor')
  @HttpCode(200)
  @Public()
  @ApiOperation({ summary: 'The code that signing in through the identity provider still needed' })
  @ApiOkResponse({ standardSchema: SignedInElsewhere })
  finishByCode(
    @Body({ schema: SecondFactorCode }) { totp }: SecondFactorCode,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SignedInElsewhere> {
    return this.signIn.finishByCode(request, reply, totp);
  }

  @Get('me/identity')
  @ApiOperation({ summary: 'Whether your account is linked to the identity provider' })
  @ApiOkResponse({ standardSchema: IdentityState })
  state(@ActorId() id: string): Promise<IdentityState> {
    return this.links.state(id);
  }

  @Post('me/identity/start')
  @HttpCode(200)
  @ApiOperation({ summary: 'Link your account to the identity provider: the page to go to' })
  @ApiOkResponse({ standardSchema: IdentityStart })
  startLink(
    @Body({ schema: PasswordProof }) { password }: PasswordProof,
    @ActorId() user_id: string,
    @Ip() ip: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<IdentityStart> {
    return this.links.start({ user_id, ip }, password, reply);
  }

  @Post('me/identity/link')
  @HttpCode(200)
  @ApiOperation({ summary: 'Link your account by what the identity provider answered' })
  @ApiOkResponse({ standardSchema: Receipt })
  async link(
    @Body({ schema: IdentityAnswer }) { query }: IdentityAnswer,
    @ActorId() id: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @InCommand() context: CommandContext,
  ): Promise<Receipt> {
    const { revision } = await this.links.finish(id, query, { request, reply }, context);
    return { id, revision: Number(revision) };
  }

  @Post('me/identity/unlink')
  @HttpCode(200)
  @ApiOperation({ summary: 'Unlink your account from the identity provider' })
  @ApiOkResponse({ standardSchema: Receipt })
  async unlink(
    @Body({ schema: PasswordProof }) { password }: PasswordProof,
    @ActorId() id: string,
    @Ip() ip: string,
    @InCommand() context: CommandContext,
  ): Promise<Receipt> {
    const { revision } = await this.links.unlink({ user_id: id, ip }, password, context);
    return { id, revision: Number(revision) };
  }
}
