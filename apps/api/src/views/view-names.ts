import { Injectable } from '@nestjs/common';
import type { Db } from '@pgai/db/pool.js';
import { DomainError } from '@pgai/domain/domain-error.js';
import { view } from '@pgai/domain/views/view.js';
import { EventStore } from '@pgai/event-store/event-store.js';
import { stateOf } from '@pgai/event-store/state-of.js';
import { sql } from 'kysely';
import { Tenancy } from '../platform/tenancy.js';

type Place = { teamId: string; connectionId: string };

/** One name, one view of a connection. Taken before the event; what was taken in vain (a crash in between) is taken over. */
@Injectable()
export class ViewNames {
  constructor(
    private readonly tenancy: Tenancy,
    private readonly store: EventStore,
  ) {}

  /** @throws DomainError when another view has it */
  async take(place: Place, name: string, viewId: string): Promise<void> {
    const { holder, recent } = await this.tenancy.team(place.teamId, (db) => claim(db, place, name, viewId));
    if (holder === viewId) return;
    const state = await stateOf(this.store, view, `view-${holder}`);
    if (recent || (state.status === 'active' && state.name === name))
      throw new DomainError(
        'conflict',
        'view-name-taken',
        'Another view of this connection has this name.',
        'Choose another name.',
      );
    await this.tenancy.team(place.teamId, (db) =>
      db
        .updateTable('app.view_name')
        .set({ view_id: viewId, taken_at: new Date() })
        .where('connection_id', '=', place.connectionId)
        .where('name', '=', name)
        .where('view_id', '=', holder)
        .execute(),
    );
    return this.take(place, name, viewId);
  }

  /** Unless another view has it by now. */
  async release({ teamId, connectionId }: Place, viewId: string, name: string) {
    await this.tenancy.team(teamId, (db) =>
      db
        .deleteFrom('app.view_name')
        .where('connection_id', '=', connectionId)
        .where('view_id', '=', viewId)
        .where('name', '=', name)
        .execute(),
    );
  }
}

/** Who has the name now, and whether they took it so recently that they may still be at it. */
async function claim(db: Db, { teamId, connectionId }: Place, name: string, viewId: string) {
  await db
    .insertInto('app.view_name')
    .values({ team_id: teamId, connection_id: connectionId, name, view_id: viewId })
    .onConflict((c) => c.columns(['connection_id', 'name']).doNothing())
    .execute();
  const { view_id, recent } = await db
    .selectFrom('app.view_name')
    .select(['view_id', sql<boolean>`taken_at > now() - interval '1 minute'`.as('recent')])
    .where('connection_id', '=', connectionId)
    .where('name', '=', name)
    .executeTakeFirstOrThrow();
  return { holder: view_id, recent };
}
