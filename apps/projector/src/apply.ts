import type { Event } from '@pgai/domain/decider.js';
import type { Recorded } from '@pgai/event-store/event.js';
import { CompiledQuery } from 'kysely';
import { type Follower, type Open, type Projected, readModels, subjectOf } from './projection.js';
import type { Session } from './session.js';

export type Relevant = Projected<Event>;

/** The events somebody follows, and each with its subject. */
export const relevantTo = ({ on }: Follower, events: Recorded[]): Relevant[] =>
  events
    .filter(({ type }) => on[type])
    .map((event) => Object.assign(event, { subject: subjectOf(event.stream) }));

/** All queries for the events, in the order of the events. */
export async function queriesFor({ on }: Follower, events: Relevant[], open: Open): Promise<CompiledQuery[]> {
  const made = await Promise.all(events.map(async (event) => on[event.type]?.(readModels, event, { open })));
  return made.flatMap((queries) => queries ?? []).map((query) => query.compile());
}

/** What moved, for open pages: per stream one notice, of the newest revision. */
export function noticeOf({ name, notifies }: Follower, events: Relevant[]): CompiledQuery[] {
  if (!notifies || events.length === 0) return [];
  const notices = [...Map.groupBy(events, ({ stream }) => stream).values()].map((moved) => {
    const newest = moved.at(-1) as Relevant;
    const { subject, revision, metadata } = newest;
    const types = [...new Set(moved.map(({ type }) => type))];
    const { team_id } = metadata;
    return JSON.stringify({ model: name, team_id, id: subject, revision: Number(revision), events: types });
  });
  return [
    CompiledQuery.raw(`select pg_notify('pgai_moved', notice) from unnest($1::text[]) as notice`, [notices]),
  ];
}

/**
 * All queries in one transaction, in two round trips. With a guard, nothing is done unless the guard changes a row:
 * it answers whether it did.
 */
export async function transact(session: Session, queries: CompiledQuery[], guard?: CompiledQuery) {
  const [begun, guarded, ...answers] = await session.together(() =>
    Promise.allSettled([
      session.query('begin'),
      guard ? session.prepared(guard) : undefined,
      ...queries.map((query) => session.prepared(query)),
    ]),
  );
  const overtaken = guarded?.status === 'fulfilled' && guarded.value?.rowCount === 0;
  const failed = [begun, guarded, ...answers].find((answer) => answer?.status === 'rejected');
  if (!overtaken && !failed) {
    await session.query('commit');
    return true;
  }
  if (failed) session.forgetPrepared();
  await session.query('rollback');
  if (overtaken) return false;
  throw failed?.reason;
}
