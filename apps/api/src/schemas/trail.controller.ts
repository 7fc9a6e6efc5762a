import { Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type Query, serverVersion } from '@pgai/catalog/query.js';
import { installTrail, removeTrail, trailState } from '@pgai/catalog/trail.js';
import { ConnectionId } from '@pgai/contracts/connections.js';
import { Receipt } from '@pgai/contracts/receipt.js';
import { SchemaTrail } from '@pgai/contracts/schemas.js';
import { TeamId } from '@pgai/contracts/teams.js';
import { type Actor, demand } from '@pgai/domain/permissions/actor.js';
import type { Holder } from '@pgai/domain/permissions/allows.js';
import { askTarget } from '@pgai/schemas/ask-target.js';
import { TargetError } from '@pgai/target/target-error.js';
import { By, Holds } from '../platform/actor.js';
import { type CommandContext, InCommand } from '../platform/command-context.js';
import { Databases } from '../platform/databases.js';
import { Needs } from '../platform/needs.js';
import { HandleSchema } from './schemas.handler.js';
import { Schemas } from './schemas.js';

const timeoutMs = 10_000;

/** What has a user's database say who changes its schema. Opt-in: it is shown, then installed here or by a superuser there. */
@ApiTags('Schemas')
@Controller('api/teams/:team/connections/:connection/schema/trail')
export class TrailController {
  constructor(
    private readonly commands: CommandBus,
    private readonly schemas: Schemas,
    private readonly databases: Databases,
  ) {}

  @Get()
  @Needs('schema:read')
  @ApiOperation({ summary: 'Whether the database says who changes its schema, and the SQL that makes it' })
  @ApiOkResponse({ standardSchema: SchemaTrail })
  async trail(
    @Param('team', { schema: TeamId }) teamId: string,
    @Param('connection', { schema: ConnectionId }) id: string,
    @By() by: Actor,
  ): Promise<SchemaTrail> {
    await this.schemas.belongs(teamId, id);
    return this.inDatabase(id, by, async (query, install_sql) => {
      const state = await trailState(query, { version: await serverVersion(query), timeoutMs });
      return { ...state, install_sql, remove_sql: removeTrail };
    });
  }

  @Post('install')
  @Needs('connections:update')
  @HttpCode(200)
  @ApiOperation({ summary: 'Run the SQL that is shown; the user of the connection has to be a superuser' })
  @ApiOkResponse({ standardSchema: Receipt })
  install(
    @Param('team', { schema: TeamId }) teamId: string,
    @Param('connection', { schema: ConnectionId }) id: string,
    @By() by: Actor,
    @Holds() holder: Holder,
    @InCommand() context: CommandContext,
  ) {
    return this.change({ teamId, id, by, holder, installed: true }, context);
  }

  @Post('remove')
  @Needs('connections:update')
  @HttpCode(200)
  @ApiOperation({ summary: 'Take out of the database what was installed, to the last trace' })
  @ApiOkResponse({ standardSchema: Receipt })
  remove(
    @Param('team', { schema: TeamId }) teamId: string,
    @Param('connection', { schema: ConnectionId }) id: string,
    @By() by: Actor,
    @Holds() holder: Holder,
    @InCommand() context: CommandContext,
  ) {
    return this.change({ teamId, id, by, holder, installed: false }, context);
  }

  private async change(
    {
      teamId,
      id,
      by,
      holder,
      installed,
    }: { teamId: string; id: string; by: Actor; holder: Holder; installed: boolean },
    context: CommandContext,
  ): Promise<Receipt> {
    await this.schemas.belongs(teamId, id);
    demand(by, 'connections:update', () => holder);
    await this.inDatabase(id, by, async (query, install) => {
      try {
        await query(installed ? install : removeTrail);
      } catch (error) {
        await Promise.resolve(query('rollback')).catch(() => undefined);
        throw error instanceof TargetError && error.code === 'privilege-missing' ? superuserNeeded() : error;
      }
    });
    const command = { type: 'NoteTrail', team_id: teamId, installed, by, holder } as const;
    const { revision } = await this.commands.execute(new HandleSchema(id, command, context));
    return { id, revision: Number(revision) };
  }

  private inDatabase<T>(
    id: string,
    { kind, id: who }: Actor,
    work: (query: Query, install: string) => Promise<T>,
  ) {
    const access = { purpose: 'trail', by: { kind, id: who }, knock: true };
    return this.databases.withClient(id, access, (session, target) =>
      work(askTarget(session, target, timeoutMs), installTrail(target.username)),
    );
  }
}

const superuserNeeded = () =>
  new TargetError(
    'privilege-missing',
    'Only a superuser may install or remove event triggers, and the user of this connection is none.',
    'Have a superuser run the SQL that is shown here; pgai finds by itself what is there.',
    '42501',
  );
