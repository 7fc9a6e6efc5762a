import { Body, Controller, Get, HttpCode, Ip, Post } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Receipt } from '@pgai/contracts/receipt.js';
import {
  EnrolSecondFactor,
  NewRecoveryCodes,
  ProposedSecondFactor,
  SecondFactorCode,
  SecondFactorProof,
  SecondFactorState,
} from '@pgai/contracts/second-factor.js';
import { type Person, SignedInAs } from '../platform/actor.js';
import { type CommandContext, InCommand } from '../platform/command-context.js';
import { SecondFactor } from './second-factor.js';

@ApiTags('Identity')
@Controller('api/me/second-factor')
export class SecondFactorController {
  constructor(private readonly factor: SecondFactor) {}

  @Get()
  @ApiOperation({ summary: 'Whether your account has a second factor' })
  @ApiOkResponse({ standardSchema: SecondFactorState })
  state(@SignedInAs() person: Person): Promise<SecondFactorState> {
    return this.factor.state(person);
  }

  @Post('enrol')
  @HttpCode(200)
  @ApiOperation({ summary: 'A secret for an authenticator app; of no effect until it is confirmed' })
  @ApiOkResponse({ standardSchema: ProposedSecondFactor })
  enrol(
    @Body({ schema: EnrolSecondFactor }) { password }: EnrolSecondFactor,
    @SignedInAs() person: Person,
    @Ip() ip: string,
  ): Promise<ProposedSecondFactor> {
    return this.factor.enrol({ ...person, ip }, password);
  }

  @Post('confirm')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Turn the second factor on by a code of the app; answers the recovery codes once',
  })
  @ApiOkResponse({ standardSchema: NewRecoveryCodes })
  confirm(
    @Body({ schema: SecondFactorCode }) { totp }: SecondFactorCode,
    @SignedInAs() person: Person,
    @Ip() ip: string,
    @InCommand() context: CommandContext,
  ): Promise<NewRecoveryCodes> {
    return this.factor.confirm({ ...person, ip }, totp, context);
  }

  @Post('turn-off')
  @HttpCode(200)
  @ApiOperation({ summary: 'Turn the second factor off' })
  @ApiOkResponse({ standardSchema: Receipt })
  async turnOff(
    @Body({ schema: SecondFactorProof }) proof: SecondFactorProof,
    @SignedInAs() person: Person,
    @Ip() ip: string,
    @InCommand() context: CommandContext,
  ): Promise<Receipt> {
    const { revision } = await this.factor.turnOff({ ...person, ip }, proof, context);
    return { id: person.user_id, revision: Number(revision) };
  }

  @Post('replace-recovery-codes')
  @HttpCode(200)
  @ApiOperation({ summary: 'Ten new recovery codes; those before open nothing any more' })
  @ApiOkResponse({ standardSchema: NewRecoveryCodes })
  replaceCodes(
    @Body({ schema: SecondFactorProof }) proof: SecondFactorProof,
    @SignedInAs() person: Person,
    @Ip() ip: string,
    @InCommand() context: CommandContext,
  ): Promise<NewRecoveryCodes> {
    return this.factor.replaceCodes({ ...person, ip }, proof, context);
  }

  @Post('show')
  @HttpCode(204)
  @ApiOperation({ summary: 'Show the second factor in a session that was opened without it' })
  @ApiNoContentResponse()
  async show(
    @Body({ schema: SecondFactorCode }) { totp }: SecondFactorCode,
    @SignedInAs() person: Person,
    @Ip() ip: string,
    @InCommand() context: CommandContext,
  ) {
    await this.factor.showIn({ ...person, ip }, totp, context);
  }
}
