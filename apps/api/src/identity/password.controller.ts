import { Body, Controller, HttpCode, Ip, Post, Req, Res } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { ChangePassword, RequestPasswordReset, ResetPassword } from '@pgai/contracts/identity.js';
import { Receipt } from '@pgai/contracts/receipt.js';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Person, SignedInAs } from '../platform/actor.js';
import { Public } from '../platform/auth.guard.js';
import { type CommandContext, InCommand } from '../platform/command-context.js';
import { ChangeOfPassword } from './change-password.js';
import { PasswordReset } from './password-reset.js';

@ApiTags('Identity')
@Controller('api')
export class PasswordController {
  constructor(
    private readonly passwords: ChangeOfPassword,
    private readonly resets: PasswordReset,
  ) {}

  @Post('me/change-password')
  @HttpCode(200)
  @ApiOperation({ summary: 'Change your password; ends all your other sessions' })
  @ApiOkResponse({ standardSchema: Receipt })
  async change(
    @Body({ schema: ChangePassword }) body: ChangePassword,
    @SignedInAs() person: Person,
    @Ip() ip: string,
    @InCommand() context: CommandContext,
  ): Promise<Receipt> {
    const { revision } = await this.passwords.change({ ...person, ip }, body, context);
    return { id: person.user_id, revision: Number(revision) };
  }

  @Post('auth/request-password-reset')
  @HttpCode(202)
  @Public()
  @ApiOperation({ summary: 'Send a link to choose a new password, if there is such an account' })
  @ApiAcceptedResponse()
  async requestReset(
    @Body({ schema: RequestPasswordReset }) { email }: RequestPasswordReset,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    await this.resets.request(request, reply, email);
    return {};
  }

  @Post('auth/reset-password')
  @HttpCode(204)
  @Public()
  @ApiOperation({ summary: 'Choose a new password by such a link; ends all sessions of the account' })
  @ApiNoContentResponse()
  async reset(@Body({ schema: ResetPassword }) body: ResetPassword, @Req() request: FastifyRequest) {
    await this.resets.reset(request, body);
  }
}
