import { Body, Controller, Get, HttpCode, Ip, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { MyErasure, RequestErasure } from '@pgai/contracts/privacy.js';
import { Receipt } from '@pgai/contracts/receipt.js';
import { ActorId } from '../platform/actor.js';
import { type CommandContext, InCommand } from '../platform/command-context.js';
import { AtLeast, ReadYourWrite } from '../platform/read-your-write.js';
import { ErasureQueries } from './erasure.queries.js';
import { Erasures } from './erasures.js';

@ApiTags('Privacy')
@Controller('api/me/erasure')
export class MyErasureController {
  constructor(
    private readonly erasures: Erasures,
    private readonly queries: ErasureQueries,
    private readonly readYourWrite: ReadYourWrite,
  ) {}

  @Get()
  @ApiOperation({ summary: 'What erasing you would mean, and where your request stands' })
  @ApiOkResponse({ standardSchema: MyErasure })
  async mine(@ActorId() me: string, @Query({ schema: AtLeast }) atLeast: AtLeast): Promise<MyErasure> {
    const read = () => this.queries.mine(me);
    return (await this.readYourWrite.read(me, atLeast, read)) ?? read();
  }

  @Post()
  @HttpCode(200)
  @ApiOperation({ summary: 'Ask to be erased; at once where nobody else can approve' })
  @ApiOkResponse({ standardSchema: Receipt })
  async request(
    @Body({ schema: RequestErasure }) body: RequestErasure,
    @ActorId() me: string,
    @Ip() ip: string,
    @InCommand() context: CommandContext,
  ): Promise<Receipt> {
    const { revision } = await this.erasures.request({ user_id: me, ip }, body, context);
    return { id: me, revision: Number(revision) };
  }

  @Post('withdraw')
  @HttpCode(200)
  @ApiOperation({ summary: 'Take your request back' })
  @ApiOkResponse({ standardSchema: Receipt })
  async withdraw(@ActorId() me: string, @InCommand() context: CommandContext): Promise<Receipt> {
    const { revision } = await this.erasures.withdraw(me, context);
    return { id: me, revision: Number(revision) };
  }
}
