import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { migrate } from '@pgai/db/migrate.js';
import type { Metadata } from '@pgai/event-store/event.js';
import { EventStore } from '@pgai/event-store/event-store.js';
import { freePort } from '../../scripts/ports.ts';
import { type Lab, runSql } from './lab.ts';

const masterKey = 'a1'.repeat(32);

/** Database, event node and projector of a whole pgai, each in a process of its own, and a way to add APIs. */
export async function startPlatform(lab: Lab) {
  const databaseUrl = await lab.database();
  await migrate(databaseUrl);
  const node = await lab.eventNode(databaseUrl);
  const env = {
    DATABASE_URL: databaseUrl,
    EVENTSTORE_URL: node.url,
    PGAI_MASTER_KEY: masterKey,
    LOG_LEVEL: 'warn',
  };
  const projector = await lab.program('apps/projector/dist/main.js', env);
  const store = new EventStore(node.url);
  lab.own({ stop: () => store.dispose() });

  return {
    databaseUrl,
    env,
    node,
    projector,
    store,
    /** An API process; `script` is another program with the same manners. */
    async api(script = 'apps/api/dist/main.js') {
      const port = await freePort();
      const program = await lab.program(script, { ...env, PORT: String(port) });
      return Object.assign(program, { port, url: `http://127.0.0.1:${port}` });
    },
    sql: (text: string) => runSql(databaseUrl, text),
    /** Polls until the query answers true. */
    async until(query: string) {
      while (!(await runSql(databaseUrl, `select (${query}) as done`)).rows[0].done) await delay(50);
    },
  };
}

export type Platform = Awaited<ReturnType<typeof startPlatform>>;

/** A new account with a session. */
export async function signUp(url: string) {
  const answer = await fetch(`${url}/api/auth/sign-up`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      email: `${randomUUID()}@example.com`,
      password: 'correct horse battery',
      name: 'Ada',
    }),
  });
  const { user_id } = (await answer.json()) as { user_id?: string };
  const [cookie] = answer.headers.getSetCookie();
  if (!user_id || !cookie) throw new Error(`sign-up answered ${answer.status}`);
  return { id: user_id, cookie: cookie.split(';')[0] ?? '' };
}

export const metadata = (teamId: string, userId: string): Metadata => ({
  actor: { kind: 'user', id: userId },
  team_id: teamId,
  correlation_id: randomUUID(),
  causation_id: null,
  request_id: randomUUID(),
  at: new Date().toISOString(),
  schema: 1,
});

/** So many teams of one owner, made by their events. */
export async function makeTeams({ store }: Platform, ownerId: string, count: number) {
  const ids = Array.from({ length: count }, () => randomUUID());
  for (const id of ids) {
    const events = [
      { type: 'TeamCreated', data: { name: `Team ${id}` } },
      { type: 'MemberJoined', data: { user_id: ownerId, role: 'owner' } },
    ];
    await store.append(`team-${id}`, events, -1n, metadata(id, ownerId), [randomUUID(), randomUUID()]);
  }
  return ids;
}
