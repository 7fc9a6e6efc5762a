import { Injectable } from '@nestjs/common';
import type { Db } from '@pgai/db/pool.js';
import { connection } from '@pgai/domain/connections/connection.js';
import { DomainError } from '@pgai/domain/domain-error.js';
import { EventStore } from '@pgai/event-store/event-store.js';
import { stateOf } from '@pgai/event-store/state-of.js';
import { sql } from 'kysely';
import { Tenancy } from '../platform/tenancy.js';

const keyOf = (name: string) => name.normalize('NFKC').toLocaleLowerCase('en');

/** One name, one connection of a team. Taken before the event; what was taken in vain (a crash in between) is taken over. */
@Injectable()
export class ConnectionNames {
  constructor(
    private readonly tenancy: Tenancy,
    private readonly store: EventStore,
  ) {}

  /** @throws DomainError when another connection has it */
  async take(teamId: string, name: string, connectionId: string): Promise<void> {
    const key = keyOf(name);
    const { holder, recent } = await this.tenancy.team(teamId, (db) => claim(db, teamId, key, connectionId));
    if (holder === connectionId) return;
    const state = await stateOf(this.store, connection, `connection-${holder}`);
    const owned = (state.status === 'active' || state.status === 'disabled') && keyOf(state.name) === key;
    if (owned || recent)
      throw new DomainError(
        'conflict',
        'connection-name-taken',
        `There is a connection called ${owned ? state.name : name}.`,
        'Choose another name.',
      );
    await this.tenancy.team(teamId, (db) =>
      db
        .updateTable('app.connection_name')
        .set({ connection_id: connectionId, taken_at: new Date() })
        .where('team_id', '=', teamId)
        .where('name_key', '=', key)
        .where('connection_id', '=', holder)
        .execute(),
    );
    return this.take(teamId, name, connectionId);
  }

  /** Gives up every name of the connection but this one. */
  async release(teamId: string, connectionId: string, kept?: string) {
    await this.tenancy.team(teamId, (db) =>
      db
        .deleteFrom('app.connection_name')
        .where('team_id', '=', teamId)
        .where('connection_id', '=', connectionId)
        .where('name_key', '!=', kept === undefined ? '' : keyOf(kept))
        .execute(),
    );
  }
}

/** Who has the name now, and whether they took it so recently that they may still be at it. */
async function claim(db: Db, teamId: string, key: string, connectionId: string) {
  await db
    .insertInto('app.connection_name')
    .values({ team_id: teamId, name_key: key, connection_id: connectionId })
    .onConflict((c) => c.columns(['team_id', 'name_key']).doNothing())
    .execute();
  const { connection_id, recent } = await db
    .selectFrom('app.connection_name')
    .select(['connection_id', sql<boolean>`taken_at > now() - interval '1 minute'`.as('recent')])
    .where('team_id', '=', teamId)
    .where('name_key', '=', key)
    .executeTakeFirstOrThrow();
  return { holder: connection_id, recent };
}
