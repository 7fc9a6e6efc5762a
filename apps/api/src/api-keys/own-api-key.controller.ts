import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { OwnApiKey } from '@pgai/contracts/api-keys.js';
import { ByKey, type Key } from '../platform/actor.js';
import { wrongApiKey } from '../platform/problem.js';
import { ReadYourWrite } from '../platform/read-your-write.js';
import { ApiKeyQueries } from './api-keys.queries.js';

@ApiTags('API keys')
@Controller('api/api-key')
export class OwnApiKeyController {
  constructor(
    private readonly queries: ApiKeyQueries,
    private readonly readYourWrite: ReadYourWrite,
  ) {}

  @Get()
  @ApiOperation({ summary: 'The API key this request came with: its team and what it may do' })
  @ApiOkResponse({ standardSchema: OwnApiKey })
  async own(@ByKey() { api_key_id, team_id }: Key): Promise<OwnApiKey> {
    const read = () => this.queries.own(team_id, api_key_id);
    const found = await this.readYourWrite.read(api_key_id, { at_least: 0 }, read);
    if (!found) throw wrongApiKey();
    const { revision, ...key } = found;
    return key;
  }
}
