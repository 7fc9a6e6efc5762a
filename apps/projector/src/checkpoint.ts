import { CompiledQuery } from 'kysely';
import type { Session } from './session.js';

export type Checkpoint = { position: bigint; failure: string | null };

export async function readCheckpoint(session: Session, name: string): Promise<Checkpoint> {
  const { rows } = await session.query<{ position: string; failure: string | null }>(
    'select position, failure from read.checkpoint where projection = $1',
    [name],
  );
  return { position: BigInt(rows[0]?.position ?? 0), failure: rows[0]?.failure ?? null };
}

export const createCheckpoint = (session: Session, name: string) =>
  session.query(
    'insert into read.checkpoint (projection, position) values ($1, 0) on conflict (projection) do nothing',
    [name],
  );

/** Changes no row when somebody else has moved it: the batch that goes with it must not be applied then. */
export const moveCheckpoint = (name: string, from: bigint, to: bigint) =>
  CompiledQuery.raw(
    `update read.checkpoint set position = $3, updated_at = now(), failed_position = null, failure = null
     where projection = $1 and position = $2`,
    [name, from, to],
  );

export const recordFailure = (session: Session, name: string, position: bigint, failure: string) =>
  session.query(
    `update read.checkpoint set failed_position = $2, failure = $3, updated_at = now()
     where projection = $1 and position < $2`,
    [name, position, failure],
  );
