import type { ReadTables } from '@pgai/db/tables.js';
import type { TeamEvent } from '@pgai/domain/teams/team.js';
import { type Kysely, sql } from 'kysely';
import type { On, Projected } from '../projection.js';
import { touched } from './touched.js';

type Db = Kysely<ReadTables>;
type About = Projected<Extract<TeamEvent, { data: { user_id: string } }>>;
type Decided = Projected<
  Extract<TeamEvent, { type: `MemberRoleChange${'Approved' | 'Rejected' | 'Withdrawn' | 'Lapsed'}` }>
>;

const member = (db: Db, { subject, data }: About) =>
  db.updateTable('team_member').where('team_id', '=', subject).where('user_id', '=', data.user_id);

const gone = (db: Db, event: About) => [
  db.deleteFrom('team_member').where('team_id', '=', event.subject).where('user_id', '=', event.data.user_id),
  touched(db, event),
];

const decided = (state: ReadTables['team_role_request']['state']) => (db: Db, event: Decided) => [
  db
    .updateTable('team_role_request')
    .set({ state, decided_by: event.metadata.actor.id, decided_at: event.at })
    .where('request_id', '=', event.data.request_id),
  touched(db, event),
];

/** Rows of members: who joined and left, with which role, and what was granted to them. */
export const members = {
  MemberJoined: (db, event) => {
    const { subject: team_id, data, at } = event;
    const invited_by = db
      .selectFrom('team_invitation')
      .where('team_id', '=', team_id)
      .where('accepted_by', '=', data.user_id)
      .where('invited_by_kind', '=', 'user')
      .orderBy('ended_at', 'desc')
      .limit(1)
      .select('invited_by');
    return [
      db
        .insertInto('team_member')
        .values({ team_id, user_id: data.user_id, role: data.role, joined_at: at, invited_by }),
      touched(db, event),
    ];
  },
  MemberLeft: gone,
  MemberRemoved: gone,
  MemberDeactivated: (db, event) => [member(db, event).set({ active: false }), touched(db, event)],
  MemberReactivated: (db, event) => [member(db, event).set({ active: true }), touched(db, event)],
  MemberRoleChanged: (db, event) => [member(db, event).set({ role: event.data.to }), touched(db, event)],

  MemberRoleChangeRequested: (db, event) => {
    const { request_id, user_id, from: from_role, to: to_role, requested_by } = event.data;
    const request = { request_id, user_id, from_role, to_role, requested_by };
    return [
      db
        .insertInto('team_role_request')
        .values({ ...request, team_id: event.subject, requested_at: event.at, state: 'pending' }),
      touched(db, event),
    ];
  },
  MemberRoleChangeApproved: decided('approved'),
  MemberRoleChangeRejected: decided('rejected'),
  MemberRoleChangeWithdrawn: decided('withdrawn'),
  MemberRoleChangeLapsed: decided('lapsed'),

  PermissionGranted: (db, event) => {
    const { permission, conditions } = event.data;
    const grant = JSON.stringify([{ permission, conditions }]);
    return [member(db, event).set({ grants: sql`grants || ${grant}::jsonb` } as never), touched(db, event)];
  },
  PermissionRevoked: (db, event) => {
    const { permission, conditions } = event.data;
    const grant = JSON.stringify({ permission, conditions });
    const grants = sql`(select coalesce(jsonb_agg(g order by place), '[]')
      from jsonb_array_elements(grants) with ordinality as kept (g, place) where g <> ${grant}::jsonb)`;
    return [member(db, event).set({ grants } as never), touched(db, event)];
  },
} satisfies On<TeamEvent>;
