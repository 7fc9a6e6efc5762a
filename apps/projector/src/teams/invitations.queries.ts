import type { ReadTables } from '@pgai/db/tables.js';
import type { TeamEvent } from '@pgai/domain/teams/team.js';
import { type Kysely, sql } from 'kysely';
import type { On } from '../projection.js';
import { touched } from './touched.js';

const invitation = (db: Kysely<ReadTables>, invitationId: string) =>
  db.updateTable('team_invitation').where('invitation_id', '=', invitationId);

/** Rows of invitations, from being sent to whatever became of them. A revoked one keeps no address. */
export const invitations = {
  MemberInvited: async (db, event, { open }) => {
    const { invitation_id, role, expires_at, invited_by } = event.data;
    return [
      db.insertInto('team_invitation').values({
        invitation_id,
        team_id: event.subject,
        email: await open(invitation_id, event.data.email),
        role,
        state: 'open',
        invited_by: invited_by.id,
        invited_by_kind: invited_by.kind,
        invited_at: event.at,
        sent_at: event.at,
        sent: 1,
        expires_at,
      }),
      touched(db, event),
    ];
  },
  MembersImported: touched,
  InvitationResent: (db, event) => {
    const { invitation_id, expires_at } = event.data;
    return [
      invitation(db, invitation_id).set({ expires_at, sent_at: event.at, sent: sql`sent + 1` }),
      touched(db, event),
    ];
  },
  InvitationRevoked: (db, event) => [
    invitation(db, event.data.invitation_id).set({ state: 'revoked', email: null, ended_at: event.at }),
    touched(db, event),
  ],
  InvitationAccepted: (db, event) => {
    const { invitation_id, user_id } = event.data;
    return [
      invitation(db, invitation_id).set({ state: 'accepted', accepted_by: user_id, ended_at: event.at }),
      touched(db, event),
    ];
  },
  ResourcesReassigned: (db, event) => [
    db
      .updateTable('team_invitation')
      .set({ invited_by: event.data.to })
      .where('team_id', '=', event.subject)
      .where('state', '=', 'open')
      .where('invited_by_kind', '=', 'user')
      .where('invited_by', '=', event.data.from),
    touched(db, event),
  ],
} satisfies On<TeamEvent>;
