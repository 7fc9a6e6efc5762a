import { randomBytes, randomUUID } from 'node:crypto';
import { createPool } from '@pgai/db/pool.js';
import { PersonalVault } from '@pgai/vault/personal-vault.js';
import type pg from 'pg';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEventLog } from '../../../test/support/event-log.ts';
import { projections } from './followers.js';
import { startProjector } from './projector.js';
import { rebuild } from './rebuild.js';
import { verify } from './verify.js';

const logger = pino({ level: 'silent' });
const at = new Date('2026-11-20T22:00:00.000Z');

describe('the read models', () => {
  let log: Awaited<ReturnType<typeof startEventLog>>;
  let projector: Awaited<ReturnType<typeof startProjector>>;
  let pool: pg.Pool;
  let vault: PersonalVault;
  const masterKey = randomBytes(32);
  const ada = randomUUID();
  const grace = randomUUID();

  beforeAll(async () => {
    log = await startEventLog();
    pool = createPool(log.databaseUrl);
    vault = new PersonalVault(pool, masterKey);
    const { databaseUrl, store } = log;
    projector = await startProjector({ databaseUrl, store, masterKey, logger });
  });
  afterAll(async () => {
    await projector.stop();
    await pool.end();
    await log.stop();
  });
  /** With a vault of their own, as a process of their own would have: it remembers no destroyed key. */
  const tools = () => {
    const opening = new PersonalVault(pool, masterKey);
    return { databaseUrl: log.databaseUrl, store: log.store, open: opening.open.bind(opening) };
  };
  const rows = async (sql: string, ...values: unknown[]) => (await pool.query(sql, values)).rows;

  it('team-list: TeamCreated adds the team', async () => {
    const id = randomUUID();
    await projector.caughtUp(
      await log.given(`team-${id}`, { type: 'TeamCreated', data: { name: 'Meridian' } }),
    );

    expect(await rows('select * from read.team_list where team_id = $1', id)).toEqual([
      { team_id: id, name: 'Meridian', created_at: at, updated_at: at, revision: 0 },
    ]);
  });

  it('team-list: TeamRenamed gives the new name', async () => {
    const id = randomUUID();
    const created = { type: 'TeamCreated', data: { name: 'Meridian' } };
    const renamed = { type: 'TeamRenamed', data: { name: 'Meridian Logistics' } };
    await projector.caughtUp(await log.given(`team-${id}`, created, renamed));

    expect(await rows('select name, revision from read.team_list where team_id = $1', id)).toEqual([
      { name: 'Meridian Logistics', revision: 1 },
    ]);
  });

  it('team-list: MemberJoined adds the member, and the team is at its revision', async () => {
    const id = randomUUID();
    const created = { type: 'TeamCreated', data: { name: 'Meridian' } };
    const joined = { type: 'MemberJoined', data: { user_id: ada, role: 'owner' } };
    await projector.caughtUp(await log.given(`team-${id}`, created, joined));

    expect(await rows('select * from read.team_member where team_id = $1', id)).toEqual([
      { team_id: id, user_id: ada, role: 'owner', joined_at: at },
    ]);
    expect(await rows('select revision from read.team_list where team_id = $1', id)).toEqual([
      { revision: 1 },
    ]);
  });

  const register = async (id: string, email: string, name: string) => {
    const data = { email: await vault.seal(id, email), name: await vault.seal(id, name) };
    return log.given(`user-${id}`, { type: 'UserRegistered', data });
  };

  it('account: UserRegistered shows who it is', async () => {
    await projector.caughtUp(await register(ada, 'ada@example.com', 'Ada'));

    expect(await rows('select * from read.account where user_id = $1', ada)).toEqual([
      { user_id: ada, email: 'ada@example.com', name: 'Ada', registered_at: at, revision: 0 },
    ]);
  });

  it('account: a person whose key is gone has no name any more after a rebuild', async () => {
    await projector.caughtUp(await register(grace, 'grace@example.com', 'Grace'));
    await pool.query('delete from app.subject_key where subject_id = $1', [grace]);
    const [account] = projections.filter(({ name }) => name === 'account');

    await rebuild(account!, tools());

    expect(await rows('select email, name from read.account where user_id = $1', grace)).toEqual([
      { email: null, name: null },
    ]);
    expect(await rows('select name from read.account where user_id = $1', ada)).toEqual([{ name: 'Ada' }]);
  });

  it('tells open pages what moved, how far and by what', async () => {
    const listener = await pool.connect();
    const notices: { model: string }[] = [];
    listener.on('notification', ({ payload }) => notices.push(JSON.parse(payload ?? '')));
    await listener.query('listen pgai_moved');
    const id = randomUUID();
    const created = { type: 'TeamCreated', data: { name: 'Meridian' } };
    const renamed = { type: 'TeamRenamed', data: { name: 'Meridian Logistics' } };

    await projector.caughtUp(await log.given(`team-${id}`, created, renamed));
    await listener.query('select 1'); // what was notified before is here now
    listener.release(true);

    const events = expect.arrayContaining(['TeamRenamed']);
    expect(notices.findLast(({ model }) => model === 'team-list')).toEqual({
      model: 'team-list',
      team_id: null,
      id,
      revision: 1,
      events,
    });
  });

  // Beyond its own events it is looked at, which is an event too.
  it('connection: what became of it, and the newest of it', async () => {
    const id = randomUUID();
    const team_id = randomUUID();
    const place = { engine: 'postgres', host: 'db', port: 5432, database: 'shop', username: 'ada' };
    const settings = { ...place, ssl_mode: 'require', pool: { min: 0, max: 10 }, overrides: ['create'] };
    const registered = { team_id, name: 'shop', ...settings, secret_id: randomUUID(), fingerprint: 'f1' };
    await projector.caughtUp(
      await log.given(
        `connection-${id}`,
        { type: 'ConnectionRegistered', data: registered },
        { type: 'CredentialAccessed', data: { purpose: 'health' } },
        { type: 'ConnectionHealthChanged', data: { from: 'unknown', to: 'down', reason: 'timed-out' } },
        { type: 'ConnectionUpdated', data: { name: 'Shop', ...settings, database: 'Shop' } },
        { type: 'CredentialRotated', data: { secret_id: randomUUID(), fingerprint: 'f2' } },
      ),
    );

    expect(await rows('select * from read.connection where connection_id = $1', id)).toMatchObject([
      {
        name: 'Shop',
        database: 'Shop',
        fingerprint: 'f2',
        health: 'down',
        health_reason: 'timed-out',
        revision: 4,
      },
    ]);
    const history = await rows(
      'select type, team_id from read.connection_history where connection_id = $1 and revision <= 4 order by revision',
      id,
    );
    expect(history.map(({ type }) => type)).toEqual([
      'ConnectionRegistered',
      'CredentialAccessed',
      'ConnectionHealthChanged',
      'ConnectionUpdated',
      'CredentialRotated',
    ]);
    expect(new Set(history.map((row) => row.team_id))).toEqual(new Set([team_id]));
  });

  it('are what the log says, also after a rebuild', async () => {
    for (const projection of projections) await rebuild(projection, tools());
    await projector.caughtUp(
      await log.given(`team-${randomUUID()}`, { type: 'TeamCreated', data: { name: 'New' } }),
    );

    for (const projection of projections) {
      const verdicts = await verify(projection, tools());
      expect(verdicts.map(({ table, equal }) => ({ table, equal }))).toEqual(
        projection.tables.map((table) => ({ table, equal: true })),
      );
      expect(verdicts.every(({ live }) => live.rows > 0)).toBe(true);
    }
  });

  it('that were changed by hand are found out, to the row', async () => {
    const [teamList] = projections.filter(({ name }) => name === 'team-list');
    const id = randomUUID();
    await projector.caughtUp(
      await log.given(`team-${id}`, { type: 'TeamCreated', data: { name: 'Meridian' } }),
    );
    await pool.query("update read.team_list set name = 'Forged' where team_id = $1", [id]);

    const forged = await verify(teamList!, tools());
    await rebuild(teamList!, tools());

    expect(forged).toMatchObject([
      { table: 'team_list', equal: false, differences: [`(${id})`] },
      { table: 'team_member', equal: true },
    ]);
    expect(await rows('select name from read.team_list where team_id = $1', id)).toEqual([
      { name: 'Meridian' },
    ]);
    expect((await verify(teamList!, tools())).every(({ equal }) => equal)).toBe(true);
  });

  it('leave no scratch behind', async () => {
    expect(await rows("select nspname from pg_namespace where nspname ~ '^(rebuild|verify)_'")).toEqual([]);
  });
});
