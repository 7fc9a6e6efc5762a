import type { TeamEvent } from '@pgai/domain/teams/team.js';
import type { UserEvent } from '@pgai/domain/users/user.js';
import { projection } from '../projection.js';
import { invitations } from './invitations.queries.js';
import { members } from './members.queries.js';
import { touched } from './touched.js';

/** Answers: which teams are there, who is in them, who is invited, and what do they ask of whoever comes? */
export const teamList = projection<TeamEvent | UserEvent>(
  'team-list',
  ['team_list', 'team_member', 'team_invitation', 'team_role_request', 'team_policy', 'team_view_limits'],
  {
    TeamCreated: (db, { subject, data, revision, at }) =>
      db.insertInto('team_list').values({
        team_id: subject,
        name: data.name,
        created_at: at,
        updated_at: at,
        revision: Number(revision),
      }),

    TeamRenamed: (db, { subject, data, revision, at }) =>
      db
        .updateTable('team_list')
        .set({ name: data.name, revision: Number(revision), updated_at: at })
        .where('team_id', '=', subject),

    SecurityPolicySet: (db, event) => {
      const { data, subject: team_id, revision, at: set_at } = event;
      const ip_allow_list = JSON.stringify(data.ip_allow_list);
      const policy = { ...data, ip_allow_list, set_at, revision: Number(revision) };
      return [
        db
          .insertInto('team_policy')
          .values({ team_id, ...policy })
          .onConflict((c) => c.column('team_id').doUpdateSet(policy)),
        touched(db, event),
      ];
    },

    ViewLimitsSet: (db, event) => {
      const { subject: team_id, at: set_at } = event;
      const limits = { ...event.data, set_at };
      return [
        db
          .insertInto('team_view_limits')
          .values({ team_id, ...limits })
          .onConflict((c) => c.column('team_id').doUpdateSet(limits)),
        touched(db, event),
      ];
    },

    /** The address an erased person was invited by. */
    UserErased: (db, { subject }) =>
      db.updateTable('team_invitation').set({ email: null }).where('accepted_by', '=', subject),

    ...members,
    ...invitations,
  },
);
