import { PassThrough } from 'node:stream';
import { Body, Controller, Headers, HttpCode, Param, Post, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type ConnectionCheck, ConnectionTest } from '@pgai/contracts/connection-checks.js';
import {
  ConnectionId,
  TestConnection,
  type TestLine,
  UpdateConnection,
} from '@pgai/contracts/connections.js';
import { TeamId } from '@pgai/contracts/teams.js';
import { connectionNotFound, usable } from '@pgai/domain/connections/connection.js';
import { type Actor, demand } from '@pgai/domain/permissions/actor.js';
import type { Holder } from '@pgai/domain/permissions/allows.js';
import type { FastifyReply } from 'fastify';
import { By, Holds } from '../platform/actor.js';
import { type CommandContext, InCommand } from '../platform/command-context.js';
import { Needs } from '../platform/needs.js';
import { ChangeConnection } from './change-connection.js';
import { ConnectionTests } from './connection-tests.js';

type Run = (tell?: (check: ConnectionCheck) => void) => Promise<ConnectionTest>;

const summary = 'Each check with its result; with `Accept: application/x-ndjson` a line for each as it ends';

@ApiTags('Connections')
@Controller('api/teams/:team/connections')
export class TestsController {
  constructor(
    private readonly change: ChangeConnection,
    private readonly tests: ConnectionTests,
  ) {}

  @Post('test')
  @Needs('connections:create')
  @HttpCode(200)
  @ApiOperation({ summary: `Test a connection that is not saved. ${summary}` })
  @ApiOkResponse({ standardSchema: ConnectionTest })
  async testFields(
    @Param('team', { schema: TeamId }) _team: string,
    @Body({ schema: TestConnection }) fields: TestConnection,
    @Headers('accept') accept: string | undefined,
    @By() by: Actor,
    @Holds() holder: Holder,
    @Res() reply: FastifyReply,
  ) {
    const { name = '', engine } = fields;
    demand(by, 'connections:create', () => holder, { name, engine });
    await this.tests.take(by);
    return answer(reply, accept, (tell) => this.tests.ofFields(fields, tell));
  }

  @Post(':connection/test')
  @Needs('connections:test')
  @HttpCode(200)
  @ApiOperation({ summary: `Test a connection with the credential that is stored. ${summary}` })
  @ApiOkResponse({ standardSchema: ConnectionTest })
  async testStored(
    @Param('team', { schema: TeamId }) teamId: string,
    @Param('connection', { schema: ConnectionId }) id: string,
    @Headers('accept') accept: string | undefined,
    @By() by: Actor,
    @Holds() holder: Holder,
    @InCommand() context: CommandContext,
    @Res() reply: FastifyReply,
  ) {
    const state = await this.change.state(id);
    if (state.status === 'absent' || state.team_id !== teamId) throw connectionNotFound();
    const { name, settings } = usable(state);
    demand(by, 'connections:test', () => holder, { name, engine: settings.engine });
    await this.tests.take(by);
    await this.change.append(id, { type: 'AccessCredential', purpose: 'test' }, context);
    return answer(reply, accept, (tell) => this.tests.ofStored(id, state, tell));
  }

  @Post(':connection/update/test')
  @Needs('connections:update')
  @HttpCode(200)
  @ApiOperation({ summary: `Test a change of a connection before it is made. ${summary}` })
  @ApiOkResponse({ standardSchema: ConnectionTest })
  async testChange(
    @Param('team', { schema: TeamId }) teamId: string,
    @Param('connection', { schema: ConnectionId }) id: string,
    @Body({ schema: UpdateConnection }) fields: UpdateConnection,
    @Headers('accept') accept: string | undefined,
    @By() by: Actor,
    @Holds() holder: Holder,
    @InCommand() context: CommandContext,
    @Res() reply: FastifyReply,
  ) {
    await this.tests.take(by);
    return answer(reply, accept, await this.change.tested(id, fields, { teamId, by, holder, context }));
  }
}

/** The whole as JSON, or line by line. A line that cannot be written any more ends nothing but itself. */
async function answer(reply: FastifyReply, accept = '', run: Run) {
  if (!accept.includes('application/x-ndjson')) return reply.send(await run());
  const lines = new PassThrough();
  const write = (line: TestLine) => lines.write(`${JSON.stringify(line)}\n`);
  reply.type('application/x-ndjson').header('cache-control', 'no-store').send(lines);
  run((check) => write({ check })).then(
    (result) => {
      write({ result });
      lines.end();
    },
    (error: Error) => lines.destroy(error),
  );
  return reply;
}
