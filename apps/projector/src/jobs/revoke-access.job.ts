import { type AccessSubject, accessReview } from '@pgai/domain/access-reviews/access-review.js';
import { apiKey } from '@pgai/domain/api-keys/api-key.js';
import { DomainError } from '@pgai/domain/domain-error.js';
import { holderOf } from '@pgai/domain/teams/state.js';
import { type Team, type TeamEvent, team } from '@pgai/domain/teams/team.js';
import type { EventStore } from '@pgai/event-store/event-store.js';
import { handle } from '@pgai/event-store/handle.js';
import type pg from 'pg';
import { systemContext } from './system-context.js';

export type RevokeAccess = {
  review_id: string;
  team_id: string;
  subject: AccessSubject;
  /** who decided so */
  reviewer_id: string;
  /** the event that says: revoke */
  event_id: string;
  correlation_id: string;
};

type Stores = { store: EventStore; pool: pg.Pool };
const actor = 'access-review';

/** The right goes through the aggregate that gave it, with all its rules; the review then tells what came of it. */
export async function revokeAccess({ store, pool }: Stores, job: RevokeAccess) {
  const { subject, review_id, team_id } = job;
  const stream = `access_review-${review_id}`;
  const record = (what: string) => systemContext(actor, team_id, job, what);
  const refusal = await revoke({ store, pool }, job);
  if (refusal) {
    const refused = { type: 'RecordRevocationRefused', subject, code: refusal } as const;
    await handle(store, accessReview, stream, refused, record('refused'));
  } else {
    await handle(store, accessReview, stream, { type: 'RecordRevocation', subject }, record('revoked'));
  }
}

/** Why it could not be taken away; somebody who is not there any more has nothing to lose. */
async function revoke(stores: Stores, job: RevokeAccess): Promise<string | undefined> {
  try {
    await (job.subject.kind === 'user' ? removeMember(stores, job) : revokeKey(stores, job));
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    if (error.code !== 'member-not-found') return error.code;
  }
}

function removeMember({ store }: Stores, job: RevokeAccess) {
  const { team_id, subject } = job;
  const remove = { type: 'RemoveMember', user_id: subject.id, by: { kind: 'system', id: actor } } as const;
  return handle(store, team, `team-${team_id}`, remove, systemContext(actor, team_id, job, 'remove'));
}

/** In the name of the reviewer, who may have lost the right to it; then the secrets stop, before the read model knows. */
async function revokeKey({ store, pool }: Stores, job: RevokeAccess) {
  const { team_id, subject, reviewer_id } = job;
  const history = await store.read<TeamEvent>(`team-${team_id}`);
  const holder = holderOf(history.reduce<Team>(team.evolve, team.initial), reviewer_id);
  if (!holder)
    throw new DomainError('forbidden', 'not-permitted', 'The reviewer is not in the team any more.');
  const command = { type: 'RevokeApiKey', team_id, by: { id: reviewer_id, holder } } as const;
  await handle(store, apiKey, `api_key-${subject.id}`, command, systemContext(actor, team_id, job, 'revoke'));
  await pool.query(
    `with stopped as (
       update app.api_key_secret set revoked_at = now() where api_key_id = $1 and revoked_at is null returning 1)
     select pg_notify('pgai_moved', json_build_object('model', 'api-key-secret', 'team_id', null, 'id', $1::text,
       'revision', 0, 'events', json_build_array())::text) where exists (select from stopped)`,
    [subject.id],
  );
}
