import { Injectable } from '@nestjs/common';
import type { Db } from '@pgai/db/pool.js';
import { sql } from 'kysely';
import { Databases } from '../platform/databases.js';
import { listed } from '../platform/list.js';
import type { ListFields, ParsedList } from '../platform/list-query.js';
import { Tenancy } from '../platform/tenancy.js';

export const connectionFields = {
  name: { kind: 'text', sql: sql.ref('c.name') },
  engine: { kind: 'text', sql: sql.ref('c.engine') },
  host: { kind: 'text', sql: sql.ref('c.host') },
  database: { kind: 'text', sql: sql.ref('c.database') },
  status: { kind: 'text', sql: sql.ref('c.status') },
  health: { kind: 'text', sql: sql.ref('c.health') },
  created_at: { kind: 'time', sql: sql.ref('c.created_at') },
  updated_at: { kind: 'time', sql: sql.ref('c.updated_at') },
} satisfies ListFields;

const historyShown = 100;

@Injectable()
export class ConnectionQueries {
  constructor(
    private readonly tenancy: Tenancy,
    private readonly databases: Databases,
  ) {}

  list(teamId: string, query: ParsedList) {
    return this.tenancy.team(teamId, (db) =>
      listed(connectionsOf(db, teamId), connectionFields, sql.ref('c.connection_id'), query).execute(),
    );
  }

  /** Where the team is connected to. */
  places(teamId: string) {
    return this.tenancy.team(teamId, (db) =>
      db
        .selectFrom('read.connection')
        .select(['host', 'port', 'database'])
        .where('team_id', '=', teamId)
        .where('status', '!=', 'archived')
        .execute(),
    );
  }

  async one(teamId: string, id: string) {
    const found = await this.tenancy.team(teamId, async (db) => {
      const one = await connectionsOf(db, teamId).where('c.connection_id', '=', id).executeTakeFirst();
      return one && { ...one, history: await historyOf(db, id) };
    });
    return found && { ...found, pool: (await this.databases.figures(id)) ?? null };
  }
}

const connectionsOf = (db: Db, teamId: string) =>
  db
    .selectFrom('read.connection as c')
    .leftJoin('app.connection_check as k', 'k.connection_id', 'c.connection_id')
    .where('c.team_id', '=', teamId)
    .select((eb) => [
      'c.connection_id',
      'c.name',
      'c.engine',
      'c.host',
      'c.port',
      'c.database',
      'c.username',
      'c.ssl_mode',
      'c.pool_min',
      'c.pool_max',
      'c.overrides',
      'c.fingerprint',
      'c.credential_at',
      'c.status',
      'c.health',
      'c.health_reason',
      'c.health_since',
      'c.revision',
      'c.created_at',
      'c.updated_at',
      'k.checked_at',
      'k.ms as latency_ms',
      sql<string | null>`k.server ->> 'version'`.as('server_version'),
      eb
        .selectFrom('app.connection_latency as l')
        .whereRef('l.connection_id', '=', 'c.connection_id')
        .where('l.at', '>', sql<Date>`now() - interval '1 hour'`)
        .select(sql<(number | null)[]>`coalesce(array_agg(l.ms order by l.at), '{}')`.as('ms'))
        .$asScalar()
        .$notNull()
        .as('latencies'),
    ]);

/** The newest of what became of it, and who used what opens it. */
const historyOf = (db: Db, id: string) =>
  db
    .selectFrom('read.connection_history as h')
    .leftJoin('read.account as a', (on) => on.on(sql`a.user_id::text`, '=', sql.ref('h.actor_id')))
    .where('h.connection_id', '=', id)
    .orderBy('h.revision', 'desc')
    .limit(historyShown)
    .select(['h.revision', 'h.type', 'h.at', 'h.actor_kind', 'h.actor_id', 'a.name as actor_name', 'h.data'])
    .execute();
