import { Body, Controller, Get, HttpCode, Post, Req, Res } from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { Me, SignedIn, SignIn, SignUp } from '@pgai/contracts/identity.js';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ActorId, type Person, SignedInAs } from '../platform/actor.js';
import { Public } from '../platform/auth.guard.js';
import { type CommandContext, CommandContexts, InCommand } from '../platform/command-context.js';
import { notSignedIn } from '../platform/problem.js';
import { ReadYourWrite } from '../platform/read-your-write.js';
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
    private readonly contexts: CommandContexts,
    private readonly queries: IdentityQueries,
    private readonly readYourWrite: ReadYourWrite,
  ) {}

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
    const userId = await this.signIns.userOf(request, body);
    await this.sessions.open(userId, await this.contexts.metadata(request, userId), reply);
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
  async me(@ActorId() id: string): Promise<Me> {
    // a new account's first page may be faster than the read model: wait for it
    const me = await this.readYourWrite.read(id, { at_least: 0 }, () => this.queries.me(id));
    if (!me) throw notSignedIn();
    const { revision, ...answer } = me;
    return answer;
  }
}
