import type pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createDatabase } from '../../test/support/database.ts';
import { versionHash } from './canonical.js';
import { introspect } from './introspect.js';
import { serverVersion } from './query.js';
import { connect, otherServers, startServer } from './testing/servers.js';
import { installTrail, readTrail, removeTrail, trailState } from './trail.js';

const stops: (() => Promise<unknown>)[] = [];
afterAll(async () => {
  for (const stop of stops.reverse()) await stop();
});

const servers = [{ bin: 'our own PostgreSQL' }, ...otherServers()];
let ours: Awaited<ReturnType<typeof createDatabase>>;
beforeAll(async () => {
  ours = await createDatabase();
  stops.push(ours.drop);
});

it.each(servers)(
  'in $bin: says who changed what, stays out of sight, and leaves without a trace',
  async (server) => {
    const { url, stop } =
      server === servers[0] ? { url: ours.url, stop: async () => undefined } : await startServer(server);
    stops.push(stop);
    const { client, query, end } = await connect(url);
    const options = { version: await serverVersion(query) };
    const user = (await client.query('select current_user as name')).rows[0].name as string;
    const traces = async () =>
      (
        await client.query(
          `select 'schema' as what from pg_namespace where nspname = 'pgai' union all select evtname from pg_event_trigger`,
        )
      ).rows;
    const before = versionHash(await introspect(query, options));
    expect(await readTrail(query, null, options)).toBeUndefined();
    await refusedToOwner(client, url);

    await client.query(installTrail(user));
    await client.query(installTrail(user));
    expect(await trailState(query, options)).toEqual({ installed: true, readable: true, superuser: true });
    expect(versionHash(await introspect(query, options))).toBe(before);
    const first = await readTrail(query, null, options);
    expect(first?.entries).toEqual([]);

    const other = await connect(`${url}${url.includes('?') ? '&' : '?'}application_name=migrate`);
    await other.client.query('create table public.seen (id integer); create temp table unseen (id integer)');
    await other.client.query('begin; alter table public.seen add note text');
    await client.query('create table public.later (id integer)');
    const second = await readTrail(query, first?.seen ?? null, options);
    expect(second?.entries.map(({ command, object }) => `${command} ${object}`)).toEqual([
      'CREATE TABLE public.seen',
      'CREATE TABLE public.later',
    ]);
    expect(second?.entries[0]).toMatchObject({ role: user, application: 'migrate', address: '127.0.0.1' });

    await other.client.query('commit; drop table public.seen'); // the earlier number is committed after the later one was read
    const third = await readTrail(query, second?.seen ?? null, options);
    expect(third?.entries.map(({ command }) => command)).toEqual(['ALTER TABLE', 'DROP TABLE']);
    expect((await readTrail(query, third?.seen ?? null, options))?.entries).toEqual([]);

    await client.query(removeTrail);
    await client.query(removeTrail);
    expect(await traces()).toEqual([]);
    await client.query('drop table public.later');
    await other.end();
    await end();
  },
);

/** To own the database is not enough: an event trigger is a superuser's. */
async function refusedToOwner(client: pg.Client, url: string) {
  const database = client.escapeIdentifier(new URL(url).pathname.slice(1));
  await client.query(`drop role if exists trail_owner; create role trail_owner login password 'trail_owner';
    alter database ${database} owner to trail_owner`);
  const owner = await connect(
    Object.assign(new URL(url), { username: 'trail_owner', password: 'trail_owner' }).href,
  );
  await expect(owner.client.query(installTrail('trail_owner'))).rejects.toMatchObject({ code: '42501' });
  await owner.end();
  await client.query(`alter database ${database} owner to current_user; drop role trail_owner`);
}
