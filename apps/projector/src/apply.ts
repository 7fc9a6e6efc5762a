import type { Event } from '@pgai/domain/decider.js';
import type { Recorded } from '@pgai/event-store/event.js';
import { CompiledQuery } from 'kysely';
import {
  type Follower,
  follows,
  type Open,
  type Projected,
  type Queries,
  readModels,
  subjectOf,
} from './projection.js';
import type { Session } from './session.js';

export type Relevant = Projected<Event>;

/** The events somebody follows, and each with its subject. */
export const relevantTo = (follower: Follower, events: Recorded[]): Relevant[] =>
  events
    .filter(({ type }) => follows(follower, type))
    .map((event) => Object.assign(event, { subject: subjectOf(event.stream) }));

/** All queries for the events, in the order of the events. */
export async function queriesFor(
  follower: Follower,
  events: Relevant[],
  open: Open,
): Promise<CompiledQuery[]> {
  const { on, every } = follower;
  const made: (Queries | undefined)[] =
    every && events.length > 0
      ? [every(readModels, events)]
      : await Promise.all(events.map(async (event) => on[event.type]?.(readModels, event, { open })));
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
 * All queries in one transaction, in two round trips, unless the guard touches no row: then nothing is done, and the
 * answer is false. The guard has the first word: what fails after it was overtaken means nothing.
 */
export async function transact(session: Session, queries: CompiledQuery[], guard: CompiledQuery) {
  const { touched, failure } = await session.batch([CompiledQuery.raw('begin'), guard, ...queries]);
  const overtaken = touched[1] === 0;
  if (!overtaken && !failure) {
    await session.query('commit');
    return true;
  }
  await session.query('rollback');
  if (overtaken) return false;
  throw failure;
}
