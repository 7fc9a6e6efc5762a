import type { Event } from '@pgai/domain/decider.js';
import { type Compilable, sql } from 'kysely';
import { type Follower, type On, readModels } from './projection.js';

/**
 * Events that lead to work outside the log: a durable job, enqueued in the checkpoint's transaction and so exactly once.
 * Never rebuilt: what was done is done.
 */
export const reactor = <E extends Event>(name: string, on: On<E>): Follower => ({
  name,
  on: on as Follower['on'],
  notifies: false,
});

type Job = {
  identifier: string;
  payload: Record<string, unknown>;
  /** the id of the event that asks for it */
  key: string;
  runAt: Date | string;
};

export const enqueue = ({ identifier, payload, key, runAt }: Job): Compilable => ({
  compile: () =>
    sql`select graphile_worker.add_job(
      identifier => ${identifier}::text,
      payload => ${JSON.stringify(payload)}::json,
      job_key => ${key}::text,
      run_at => ${runAt}::timestamptz
    )`.compile(readModels),
});
