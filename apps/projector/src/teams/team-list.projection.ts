import type { TeamEvent } from '@pgai/domain/teams/team.js';
import { projection } from '../projection.js';

/** Answers: which teams are there, and who is in them? */
export const teamList = projection<TeamEvent>('team-list', ['team_list', 'team_member'], {
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

  MemberJoined: (db, { subject, data, revision, at }) => [
    db
      .insertInto('team_member')
      .values({ team_id: subject, user_id: data.user_id, role: data.role, joined_at: at }),
    db
      .updateTable('team_list')
      .set({ revision: Number(revision), updated_at: at })
      .where('team_id', '=', subject),
  ],

  MemberRemoved: (db, { subject, data, revision, at }) => [
    db.deleteFrom('team_member').where('team_id', '=', subject).where('user_id', '=', data.user_id),
    db
      .updateTable('team_list')
      .set({ revision: Number(revision), updated_at: at })
      .where('team_id', '=', subject),
  ],
});
