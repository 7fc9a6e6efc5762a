import { randomBytes, randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
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
      { team_id: id, user_id: ada, role: 'owner', joined_at: at, active: true, grants: [], invited_by: null },
    ]);
    expect(await rows('select revision from read.team_list where team_id = $1', id)).toEqual([
      { revision: 1 },
    ]);
  });

  it('api-key-list: a key is issued, rotated, handed on and revoked', async () => {
    const [id, team_id] = [randomUUID(), randomUUID()];
    const grants = [{ permission: 'team:read', conditions: [] }];
    const rights = { role: 'viewer', grants, expires_at: '2036-01-01T00:00:00.000Z' };
    const key = async () => (await rows('select * from read.api_key where api_key_id = $1', id))[0];
    const issued = { type: 'ApiKeyIssued', data: { team_id, name: 'CI', ...rights, issued_by: ada } };
    await projector.caughtUp(await log.given(`api_key-${id}`, issued));
    const first = await key();

    const handedOn = { type: 'ResourcesReassigned', data: { from: ada, to: grace } };
    await log.given(`team-${team_id}`, handedOn);
    const rotated = { type: 'ApiKeyRotated', data: { overlap_until: '2026-11-21T00:00:00.000Z' } };
    const revoked = { type: 'ApiKeyRevoked', data: {} };
    await projector.caughtUp(await log.given(`api_key-${id}`, rotated, revoked));

    expect(first).toEqual({
      api_key_id: id,
      team_id,
      name: 'CI',
      role: 'viewer',
      limits: grants,
      issued_by: ada,
      owner_id: ada,
      issued_at: at,
      expires_at: new Date(rights.expires_at),
      rotated_at: null,
      revoked_at: null,
      revision: 0,
    });
    expect(await key()).toEqual({ ...first, owner_id: grace, rotated_at: at, revoked_at: at, revision: 2 });
  });

  const register = async (id: string, email: string, name: string) => {
    const data = { email: await vault.seal(id, email), name: await vault.seal(id, name) };
    return log.given(`user-${id}`, { type: 'UserRegistered', data });
  };

  it('account: UserRegistered shows who it is', async () => {
    await projector.caughtUp(await register(ada, 'ada@example.com', 'Ada'));

    expect(await rows('select * from read.account where user_id = $1', ada)).toEqual([
      {
        user_id: ada,
        email: 'ada@example.com',
        name: 'Ada',
        registered_at: at,
        revision: 0,
        email_verified: false,
        second_factor: false,
      },
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

  it('team-list: follows an invitation to the member it makes, and what becomes of them', async () => {
    const id = randomUUID();
    const [invitation_id, request_id, lin] = [randomUUID(), randomUUID(), randomUUID()];
    const grant = {
      permission: 'members:invite',
      conditions: [{ field: 'role', operator: 'in', value: ['viewer'] }],
    };
    const invited_by = { kind: 'user', id: ada };
    const email = await vault.seal(invitation_id, 'lin@example.com');
    const expires_at = '2026-11-27T22:00:00.000Z';
    const events = [
      { type: 'TeamCreated', data: { name: 'Meridian' } },
      { type: 'MemberJoined', data: { user_id: ada, role: 'owner' } },
      { type: 'MemberInvited', data: { invitation_id, email, role: 'developer', expires_at, invited_by } },
      { type: 'InvitationResent', data: { invitation_id, email, role: 'developer', expires_at } },
      { type: 'InvitationAccepted', data: { invitation_id, user_id: lin } },
      { type: 'MemberJoined', data: { user_id: lin, role: 'developer' } },
      { type: 'PermissionGranted', data: { user_id: lin, ...grant } },
      { type: 'PermissionGranted', data: { user_id: lin, permission: 'team:rename', conditions: [] } },
      { type: 'PermissionRevoked', data: { user_id: lin, ...grant } },
      {
        type: 'MemberRoleChangeRequested',
        data: { request_id, user_id: lin, from: 'developer', to: 'admin', requested_by: ada },
      },
      { type: 'MemberRoleChangeApproved', data: { request_id } },
      { type: 'MemberRoleChanged', data: { user_id: lin, from: 'developer', to: 'admin' } },
      { type: 'MemberDeactivated', data: { user_id: lin } },
      {
        type: 'SecurityPolicySet',
        data: {
          second_factor_required: true,
          session_idle_minutes: 15,
          session_max_hours: null,
          key_max_age_days: null,
          ip_allow_list: ['203.0.113.0/24'],
          export_needs_approval: false,
        },
      },
      { type: 'ViewLimitsSet', data: { tables: 8, joins: 7, columns: 60, expressions: 500 } },
    ];
    await projector.caughtUp(await log.given(`team-${id}`, ...events));

    expect(await rows('select * from read.team_member where user_id = $1', lin)).toMatchObject([
      {
        role: 'admin',
        active: false,
        grants: [{ permission: 'team:rename', conditions: [] }],
        invited_by: ada,
      },
    ]);
    expect(await rows('select * from read.team_invitation where team_id = $1', id)).toMatchObject([
      { email: 'lin@example.com', state: 'accepted', sent: 2, accepted_by: lin },
    ]);
    expect(await rows('select state from read.team_role_request where team_id = $1', id)).toEqual([
      { state: 'approved' },
    ]);
    expect(await rows('select * from read.team_policy where team_id = $1', id)).toMatchObject([
      { session_idle_minutes: 15, ip_allow_list: ['203.0.113.0/24'], revision: 13 },
    ]);
    expect(await rows('select * from read.team_view_limits where team_id = $1', id)).toMatchObject([
      { tables: 8, joins: 7, columns: 60, expressions: 500 },
    ]);
    expect(await rows('select revision from read.team_list where team_id = $1', id)).toEqual([
      { revision: 14 },
    ]);
  });

  it('member-activity: counts the commands of a person in a team, and knows their last sign-in', async () => {
    const [id, lin] = [randomUUID(), randomUUID()];
    const command = randomUUID();
    const act = (at: string, request_id: string = randomUUID(), by: string = lin) =>
      log.store.append(
        `team-${id}`,
        [{ type: 'TeamRenamed', data: { name: at } }],
        'any',
        {
          actor: { kind: 'user', id: by },
          team_id: id,
          correlation_id: 'test',
          causation_id: null,
          request_id,
          at,
          schema: 1,
        },
        [randomUUID()],
      );
    await act('2026-11-19T23:59:00.000Z');
    await act('2026-11-20T10:00:00.000Z', command);
    await act('2026-11-20T10:00:00.001Z', command);
    await act('2026-11-20T09:00:00.000Z');
    await act('2026-11-20T09:00:00.000Z', command, 'not an id');
    const expires_at = '2026-12-20T22:00:00.000Z';
    const started = { type: 'SessionStarted', data: { user_id: lin, expires_at } };
    await projector.caughtUp(await log.given(`session-${randomUUID()}`, started));

    const days =
      "select to_char(day, 'DD') as day, commands, last_at from read.member_activity where team_id = $1";
    expect(await rows(`${days} order by day`, id)).toEqual([
      { day: '19', commands: 1, last_at: new Date('2026-11-19T23:59:00.000Z') },
      { day: '20', commands: 2, last_at: new Date('2026-11-20T10:00:00.001Z') },
    ]);
    expect(await rows('select last_sign_in_at from read.person_activity where user_id = $1', lin)).toEqual([
      { last_sign_in_at: at },
    ]);
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

  it('take every event there is', async () => {
    const folder = new URL('../../../libs/event-store/fixtures/', import.meta.url);
    for (const file of readdirSync(folder)) {
      const { stream, type, data, metadata } = JSON.parse(readFileSync(new URL(file, folder), 'utf8'));
      await log.store.append(stream, [{ type, data }], 'any', metadata, [randomUUID()]);
    }
    await projector.caughtUp(await log.store.head());
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
      { table: 'team_invitation', equal: true },
      { table: 'team_role_request', equal: true },
      { table: 'team_policy', equal: true },
      { table: 'team_view_limits', equal: true },
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
