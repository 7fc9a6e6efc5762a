import { Body, Controller, Get, HttpCode, Post, Query, Req, Res } from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { Me, SignedIn, SignIn, SignInOptions, SignUp } from '@pgai/contracts/identity.js';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ActorId, type Person, SignedInAs } from '../platform/actor.js';
import { Public } from '../platform/auth.guard.js';
import { type CommandContext, InCommand } from '../platform/command-context.js';
import { Config } from '../platform/config.js';
import { AtLeast } from '../platform/read-your-write.js';
import { IdentityQueries } from './identity.queries.js';
import { RegisterUser } from './register-user.js';
import { Sessions } from './sessions.js';
import { SignInCheck } from './sign-in.js';

@ApiTags('Identity')
@Controller('api')
export class IdentityController {
  constructor(
    private readonly users: RegisterUser,
    private readonly signIns: SignInCheck,
    private readonly sessions: Sessions,
    private readonly queries: IdentityQueries,
    private readonly config: Config,
  ) {}

  @Get('auth/options')
  @Public()
  @ApiOperation({ summary: 'How one can sign in here' })
  @ApiOkResponse({ standardSchema: SignInOptions })
  options(): SignInOptions {
    return { identity_provider: this.config.oidc?.name ?? null, mailbox: this.config.mailbox };
  }

  @Post('auth/sign-up')
  @Public()
  @ApiOperation({ summary: 'Make an account and sign in' })
  @ApiCreatedResponse({ standardSchema: SignedIn })
  async signUp(
    @Body({ schema: SignUp }) body: SignUp,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const { userId, metadata } = await this.users.register(request, body);
    await this.sessions.open(userId, metadata, reply);
    return { user_id: userId };
  }

  @Post('auth/sign-in')
  @HttpCode(200)
  @Public()
  @ApiOperation({ summary: 'Sign in; sets the cookie pgai_session' })
  @ApiOkResponse({ standardSchema: SignedIn })
  async signIn(
    @Body({ schema: SignIn }) body: SignIn,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const { userId, metadata, secondFactor } = await this.signIns.check(request, body);
    await this.sessions.open(userId, metadata, reply, { secondFactor });
    return { user_id: userId };
  }

  @Post('auth/sign-out')
  @HttpCode(204)
  @ApiOperation({ summary: 'End this session' })
  @ApiNoContentResponse()
  async signOut(
    @SignedInAs() actor: Person,
    @InCommand() context: CommandContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    await this.sessions.revoke(actor, context);
    this.sessions.forget(reply);
  }

  @Get('me')
  @ApiOperation({ summary: 'Who is signed in, and their teams' })
  @ApiOkResponse({ standardSchema: Me })
  async me(@ActorId() id: string, @Query({ schema: AtLeast }) query: AtLeast): Promise<Me> {
    const { revision: _, ...me } = await this.queries.known(id, query);
    return me;
  }
}
