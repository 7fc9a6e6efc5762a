import type { ApiKeyEvent } from '@pgai/domain/api-keys/api-key.js';
import type { TeamEvent } from '@pgai/domain/teams/team.js';
import { projection } from '../projection.js';

/** On the stream of a team: somebody left, and what was theirs is another's now. */
type Reassigned = Extract<TeamEvent, { type: 'ResourcesReassigned' }>;

/** Answers: which API keys does a team have, what may they do, and who looks after them? */
export const apiKeyList = projection<ApiKeyEvent | Reassigned>('api-key-list', ['api_key'], {
  ApiKeyIssued: (db, { subject, data, revision, at }) =>
    db.insertInto('api_key').values({
      api_key_id: subject,
      team_id: data.team_id,
      name: data.name,
      role: data.role,
      limits: data.grants && JSON.stringify(data.grants),
      issued_by: data.issued_by,
      owner_id: data.issued_by,
      issued_at: at,
      expires_at: data.expires_at,
      rotated_at: null,
      revoked_at: null,
      revision: Number(revision),
    }),

  ApiKeyRotated: (db, { subject, revision, at }) =>
    db
      .updateTable('api_key')
      .set({ rotated_at: at, revision: Number(revision) })
      .where('api_key_id', '=', subject),

  ApiKeyRevoked: (db, { subject, revision, at }) =>
    db
      .updateTable('api_key')
      .set({ revoked_at: at, revision: Number(revision) })
      .where('api_key_id', '=', subject),

  ResourcesReassigned: (db, { subject, data }) =>
    db
      .updateTable('api_key')
      .set({ owner_id: data.to })
      .where('team_id', '=', subject)
      .where('owner_id', '=', data.from),
});
