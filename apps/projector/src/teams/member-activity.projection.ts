import type { ReadTables } from '@pgai/db/tables.js';
import { type Kysely, sql } from 'kysely';
import type { Projection } from '../projection.js';

/**
 * Answers: when was somebody last active in a team, how much, and when did they sign in last? From what is in the log
 * anyway, so that no request writes anything for it. Says nothing to open pages: it moves with everything.
 */
export const memberActivity: Projection = {
  name: 'member-activity',
  tables: ['member_activity', 'person_activity'],
  on: {},
  notifies: false,
  every: (db, { type, data, at, metadata: { actor, team_id, request_id } }) => {
    const queries = [];
    if (actor.kind === 'user' && team_id !== null)
      queries.push(acted(db, { team_id, user_id: actor.id, last_at: at, last_request: request_id }));
    if (type === 'SessionStarted') queries.push(signedIn(db, String(data.user_id), at));
    return queries;
  },
};

type Acted = { team_id: string; user_id: string; last_at: Date; last_request: string };

/** Several events of one command come one after the other, and count once. */
const acted = (db: Kysely<ReadTables>, { last_at, last_request, ...who }: Acted) =>
  db
    .insertInto('member_activity')
    .values({ ...who, day: last_at.toISOString().slice(0, 10), commands: 1, last_at, last_request })
    .onConflict((c) =>
      c.columns(['team_id', 'user_id', 'day']).doUpdateSet({
        commands: sql`member_activity.commands + (member_activity.last_request <> excluded.last_request)::integer`,
        last_at: sql`greatest(member_activity.last_at, excluded.last_at)`,
        last_request,
      }),
    );

const signedIn = (db: Kysely<ReadTables>, user_id: string, last_sign_in_at: Date) =>
  db
    .insertInto('person_activity')
    .values({ user_id, last_sign_in_at })
    .onConflict((c) =>
      c.column('user_id').doUpdateSet({
        last_sign_in_at: sql`greatest(person_activity.last_sign_in_at, excluded.last_sign_in_at)`,
      }),
    );
