import type pg from 'pg';

/** "node" in ASCII. Advisory locks belong to one database, so each database has at most one writing node. */
const LOCK = 0x6e6f6465;
/** A predecessor that was just killed may keep its session, and with it the lock, for a moment. */
const HAND_OVER_MS = 3_000;
const RETRY_MS = 50;

export class SecondWriter extends Error {
  constructor() {
    super('Another event store node writes to this database; stop it first, there can be only one.');
  }
}

/** Held until the session ends, however it ends. */
export async function takeLock(client: pg.Client) {
  const giveUpAt = Date.now() + HAND_OVER_MS;
  for (;;) {
    const { rows } = await client.query<{ taken: boolean }>('select pg_try_advisory_lock($1) as taken', [
      LOCK,
    ]);
    if (rows[0]?.taken) return;
    if (Date.now() > giveUpAt) throw new SecondWriter();
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
  }
}
