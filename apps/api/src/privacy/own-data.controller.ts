import { Readable } from 'node:stream';
import { Body, Controller, Get, HttpCode, Ip, Post, StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { AskOwnData } from '@pgai/contracts/privacy.js';
import { ActorId, type Person, SignedInAs } from '../platform/actor.js';
import { PasswordProof } from '../platform/password-proof.js';
import { OwnData } from './own-data.js';

const file = { content: { 'application/json': { schema: { type: 'object' as const } } } };

@ApiTags('Privacy')
@Controller('api/me/data')
export class OwnDataController {
  constructor(
    private readonly ownData: OwnData,
    private readonly passwords: PasswordProof,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Everything that is kept about you; in the first minutes of a session' })
  @ApiOkResponse(file)
  async fresh(@SignedInAs() person: Person) {
    await this.ownData.mustBeFresh(person);
    return this.download(person.user_id);
  }

  @Post()
  @HttpCode(200)
  @ApiOperation({ summary: 'Everything that is kept about you, for your password' })
  @ApiOkResponse(file)
  async confirmed(
    @Body({ schema: AskOwnData }) { password }: AskOwnData,
    @ActorId() me: string,
    @Ip() ip: string,
  ) {
    await this.passwords.demand({ user_id: me, ip }, password);
    return this.download(me);
  }

  private download(userId: string) {
    return new StreamableFile(Readable.from(this.ownData.of(userId)), {
      type: 'application/json',
      disposition: 'attachment; filename="pgai-my-data.json"',
    });
  }
}
