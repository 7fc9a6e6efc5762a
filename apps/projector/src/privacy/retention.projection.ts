import type { RetentionEvent } from '@pgai/domain/privacy/retention.js';
import { projection } from '../projection.js';

/** Answers: how long are derived rows kept, and what did the last clean-up remove? */
export const retention = projection<RetentionEvent>('retention', ['retention'], {
  RetentionPolicySet: (db, { subject, data, revision, at, metadata }) => {
    const set = {
      days: JSON.stringify(data.days),
      set_at: at,
      set_by: metadata.actor.id,
      revision: Number(revision),
    };
    return db
      .insertInto('retention')
      .values({ scope: subject, ...set, last_run_at: null, last_removed: null })
      .onConflict((c) => c.column('scope').doUpdateSet(set));
  },

  RetentionApplied: (db, { subject, data, revision, at }) => {
    const applied = {
      last_run_at: at,
      last_removed: JSON.stringify(data.removed),
      revision: Number(revision),
    };
    return db
      .insertInto('retention')
      .values({ scope: subject, ...applied, days: null, set_at: null, set_by: null })
      .onConflict((c) => c.column('scope').doUpdateSet(applied));
  },
});
