import type { ReadTables } from '@pgai/db/tables.js';
import type { Event } from '@pgai/domain/decider.js';
import { type Compilable, type Kysely, sql } from 'kysely';
import type { Projected, Projection } from '../projection.js';

/**
 * Answers: when was somebody last active in a team, how much, and when did they sign in last? From what is in the log
 * anyway, so that no request writes anything for it. Says nothing to open pages: it moves with everything.
 */
export const memberActivity: Projection = {
  name: 'member-activity',
  tables: ['member_activity', 'person_activity'],
  on: {},
  notifies: false,
  every: (db, events) => events.flatMap((event) => queriesFor(db, event)),
};

function queriesFor(db: Kysely<ReadTables>, { type, data, at, metadata }: Projected<Event>) {
  const { actor, team_id, request_id } = metadata;
  const queries: Compilable[] = [];
  if (actor.kind === 'user' && isId(actor.id) && isId(team_id))
    queries.push(acted(db, { team_id, user_id: actor.id, last_at: at, last_request: request_id }));
  if (type === 'SessionStarted' && isId(data.user_id)) queries.push(signedIn(db, data.user_id, at));
  return queries;
}

/** Metadata may be anything; what is no id is nobody's activity. */
const isId = (value: unknown): value is string =>
  typeof value === 'string' && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value);

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
