import { Body, Controller, HttpCode, Module, Param, Post, Req } from '@nestjs/common';
import { RenameTeam, TeamId } from '@pgai/contracts/teams.js';
import { createPool } from '@pgai/db/pool.js';
import { allows, notPermitted } from '@pgai/domain/permissions/allows.js';
import type { FastifyRequest } from 'fastify';
import { createApp } from '../../../apps/api/dist/app.js';
import { Public } from '../../../apps/api/dist/platform/auth.guard.js';
import { type CommandContext, InCommand } from '../../../apps/api/dist/platform/command-context.js';
import { Config } from '../../../apps/api/dist/platform/config.js';
import { Needs } from '../../../apps/api/dist/platform/needs.js';
import { ReadModelNotices } from '../../../apps/api/dist/platform/read-model-notices.js';
import { TeamsController } from '../../../apps/api/dist/teams/teams.controller.js';
import { TeamHandler } from '../../../apps/api/dist/teams/teams.handler.js';
import { TeamsModule } from '../../../apps/api/dist/teams/teams.module.js';
import { TeamQueries } from '../../../apps/api/dist/teams/teams.queries.js';

const config = new Config(process.env);
const pool = createPool(config.databaseUrl, { max: 20 });

/**
 * What the API would be without event sourcing: the same program with one more route, which accepts the same command
 * through the same session lookup, permission and schema, and then does one INSERT; and with another one that believes
 * whoever asks. Node strips types and knows no decorators, so they are called as the functions they are.
 */
class PlainController {
  async rename(
    id: string,
    { name }: RenameTeam,
    { commandId, metadata }: CommandContext,
    { by, holder = { role: 'viewer' } }: FastifyRequest,
  ) {
    if (!allows(holder, 'team:rename')) throw notPermitted(holder, 'team:rename');
    const { rows } = await pool.query<{ revision: number }>({
      name: 'rename',
      text: 'insert into app.bench_rename (id, team_id, name, actor_id, metadata) values ($1, $2, $3, $4, $5) returning revision',
      values: [commandId, id, name, by?.id, metadata],
    });
    return { id, revision: Number(rows[0]?.revision) };
  }

  renameFreely(id: string, body: RenameTeam, context: CommandContext, { by }: FastifyRequest) {
    return this.rename(id, body, context, { by, holder: { role: 'owner' } } as FastifyRequest);
  }
}

Controller('api/teams')(PlainController);
const { prototype } = PlainController;
const route = (method: 'rename' | 'renameFreely', path: string) => {
  const descriptor = Object.getOwnPropertyDescriptor(prototype, method) as PropertyDescriptor;
  Post(path)(prototype, method, descriptor);
  HttpCode(200)(prototype, method, descriptor);
  Needs('team:rename')(prototype, method, descriptor);
  Param('team', { schema: TeamId })(prototype, method, 0);
  Body({ schema: RenameTeam })(prototype, method, 1);
  InCommand()(prototype, method, 2);
  Req()(prototype, method, 3);
  return descriptor;
};
route('rename', ':team/rename-plainly');
Public()(prototype, 'renameFreely', route('renameFreely', ':team/rename-freely'));
Module({ controllers: [TeamsController, PlainController], providers: [TeamHandler, TeamQueries] })(
  TeamsModule,
);

// no events, no notices: it must not spend its time on those that the other API causes
ReadModelNotices.prototype.onModuleInit = async () => undefined;

const app = await createApp(config);
app
  .getHttpAdapter()
  .getInstance()
  .addHook('preHandler', async (request: FastifyRequest) => {
    const { believed } = request.cookies;
    if (believed) request.by = { kind: 'user', id: believed };
  });
await app.listen(config.port, config.host);
const stop = () => app.close().then(() => process.exit(0));
process.on('SIGTERM', stop).on('SIGINT', stop).on('disconnect', stop);
process.send?.({ ready: true });
