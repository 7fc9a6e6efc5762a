import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { Tenancy } from './tenancy.js';

/** Which of a team's views read what: asked of the views themselves, and of whatever they read. */
@Injectable()
export class ViewReaders {
  constructor(private readonly tenancy: Tenancy) {}

  /** The views of a connection whose `main` reads one of these, as `schema.name`. */
  of(teamId: string, connectionId: string, names: readonly string[]) {
    return this.tenancy.team(teamId, (db) =>
      db
        .selectFrom('read.view as v')
        .innerJoin('read.view_commit as c', (on) =>
          on.onRef('c.view_id', '=', 'v.view_id').onRef('c.commit', '=', 'v.head'),
        )
        .where('v.connection_id', '=', connectionId)
        .where('v.archived', '=', false)
        .where(sql<boolean>`c.dependencies && ${[...names]}::text[]`)
        .orderBy('v.name')
        .select(['v.view_id as id', 'v.name'])
        .execute(),
    );
  }
}
