import type { ReadTables } from '@pgai/db/tables.js';
import type { Event } from '@pgai/domain/decider.js';
import type { UserEvent } from '@pgai/domain/users/user.js';
import type { Kysely } from 'kysely';
import { type Projected, projection } from '../projection.js';

/** Answers: who asked to be erased, and what came of it? */
export const erasure = projection<UserEvent>('erasure', ['erasure'], {
  ErasureRequested: (db, { subject, data, revision, at }) => {
    const asked = {
      approval: data.approval,
      status: 'requested' as const,
      requested_at: at,
      decided_at: null,
      decided_by: null,
      erased_at: null,
      revision: Number(revision),
    };
    return db
      .insertInto('erasure')
      .values({ user_id: subject, ...asked })
      .onConflict((c) => c.column('user_id').doUpdateSet(asked));
  },

  ErasureApproved: (db, event) => decided(db, event, 'approved'),
  ErasureWithdrawn: (db, event) => decided(db, event, 'withdrawn'),
  ErasureRejected: (db, event) => decided(db, event, 'rejected'),

  UserErased: (db, { subject, revision, at }) =>
    db
      .updateTable('erasure')
      .set({ status: 'erased', erased_at: at, revision: Number(revision) })
      .where('user_id', '=', subject),
});

const decided = (
  db: Kysely<ReadTables>,
  { subject, revision, at, metadata }: Projected<Event>,
  status: 'approved' | 'withdrawn' | 'rejected',
) =>
  db
    .updateTable('erasure')
    .set({ status, decided_at: at, decided_by: metadata.actor.id, revision: Number(revision) })
    .where('user_id', '=', subject);
