import pg from 'pg';
import type { Stack } from './app.ts';

/** Does something while the read models of teams and API keys cannot move, as with a slow or broken projector; reads go on. */
export async function withoutProjector(stack: Stack, work: () => Promise<void>) {
  const client = new pg.Client(stack.environment.DATABASE_URL);
  await client.connect();
  await client.query('begin; lock table read.team_list, read.api_key in exclusive mode');
  try {
    await work();
  } finally {
    await client.query('rollback');
    await client.end();
    await stack.caughtUp();
  }
}
