import { Body, Controller, HttpCode, Ip, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ChangePassword } from '@pgai/contracts/identity.js';
import { Receipt } from '@pgai/contracts/receipt.js';
import { type Person, SignedInAs } from '../platform/actor.js';
import { type CommandContext, InCommand } from '../platform/command-context.js';
import { ChangeOfPassword } from './change-password.js';

@ApiTags('Identity')
@Controller('api/me')
export class PasswordController {
  constructor(private readonly passwords: ChangeOfPassword) {}

  @Post('change-password')
  @HttpCode(200)
  @ApiOperation({ summary: 'Change your password; ends all your other sessions' })
  @ApiOkResponse({ standardSchema: Receipt })
  async change(
    @Body({ schema: ChangePassword }) body: ChangePassword,
    @SignedInAs() actor: Person,
    @Ip() ip: string,
    @InCommand() context: CommandContext,
  ): Promise<Receipt> {
    const { revision } = await this.passwords.change({ ...actor, ip }, body, context);
    return { id: actor.user_id, revision: Number(revision) };
  }
}
