import { Controller, Get, Param } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { TeamId } from '@pgai/contracts/teams.js';
import { ViewPresence } from '@pgai/contracts/view-presence.js';
import { Needs } from '../platform/needs.js';
import { Tenancy } from '../platform/tenancy.js';
import { CollabGateway } from './collab.gateway.js';

@ApiTags('Views')
@Controller('api/teams/:team/view-presence')
export class PresenceController {
  constructor(
    private readonly gateway: CollabGateway,
    private readonly tenancy: Tenancy,
  ) {}

  @Get()
  @Needs('views:read')
  @ApiOperation({ summary: 'Who has drafts of the team open just now' })
  @ApiOkResponse({ standardSchema: ViewPresence })
  async present(@Param('team', { schema: TeamId }) teamId: string): Promise<ViewPresence> {
    const open = this.gateway.present();
    if (open.length === 0) return { data: [] };
    const ids = [...new Set(open.map(({ view_id }) => view_id))];
    const ours = await this.tenancy.team(teamId, (db) =>
      db.selectFrom('read.view').select('view_id').where('view_id', 'in', ids).execute(),
    );
    const known = new Set(ours.map(({ view_id }) => view_id));
    const data = open
      .filter(({ view_id }) => known.has(view_id))
      .map(({ people, ...draft }) => ({
        ...draft,
        people: people.map(({ id, name }) => ({ user_id: id, name })),
      }));
    return { data };
  }
}
