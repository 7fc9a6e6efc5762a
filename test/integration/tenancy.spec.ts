import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPool } from '../../libs/db/pool.ts';
import { type Stack, startStack } from '../support/app.ts';

/** Of no team. Found by the keyed hash of a secret, or by the id of a person who has shown who they are. */
const ofNoTeam = [
  'app.checkpoint_target',
  'app.credential',
  'app.idempotency_key',
  'app.identity',
  'app.mail',
  'app.mail_token',
  'app.session',
  'app.sign_in_limit',
  'app.socket_attachment',
  'app.subject_key',
  'read.checkpoint',
];

let stack: Stack;
let asApi: ReturnType<typeof createPool>;
let tables: { name: string; protected: boolean; team: boolean }[];
const teams: string[] = [];
const people: string[] = [];

beforeAll(async () => {
  stack = await startStack();
  asApi = createPool(stack.environment.DATABASE_URL, { role: 'pgai_api' });
  for (const name of ['Ada', 'Eve']) {
    const person = await stack.person(name);
    people.push(person.id);
    teams.push(await person.team(`Team of ${name}`));
  }
  await stack.caughtUp();
  tables = (await stack.query(
    `select n.nspname || '.' || c.relname as name, c.relrowsecurity as protected,
            exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'team_id') as team
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname in ('read', 'app') and c.relkind in ('r', 'p') order by 1`,
  )) as typeof tables;
});
afterAll(async () => {
  await asApi.end();
  await stack.stop();
});

/** In a transaction for one team or one person. */
async function rowsOf(table: string, setting?: string, id?: string) {
  const client = await asApi.connect();
  try {
    await client.query('begin');
    if (setting) await client.query('select set_config($1, $2, true)', [setting, id]);
    return (await client.query(`select * from ${table}`)).rows;
  } finally {
    await client.query('rollback');
    client.release();
  }
}

describe('the role of the API', () => {
  it('is bound by row-level security', async () => {
    const { rows } = await asApi.query(
      'select current_user, rolsuper, rolbypassrls from pg_roles where rolname = current_user',
    );
    expect(rows).toEqual([{ current_user: 'pgai_api', rolsuper: false, rolbypassrls: false }]);
  });

  it('owns no table and cannot change a read model', async () => {
    const changes = tables
      .filter(({ name }) => name.startsWith('read.'))
      .map(({ name }) => asApi.query(`delete from ${name}`));
    for (const change of await Promise.allSettled(changes))
      expect(change).toMatchObject({ status: 'rejected', reason: { code: '42501' } });
  });

  it('has no table without row-level security but these', () => {
    expect(tables.filter((table) => !table.protected).map(({ name }) => name)).toEqual(ofNoTeam);
    expect(tables.filter(({ team }) => team).every((table) => table.protected)).toBe(true);
  });
});

describe('a query that forgets its filter', () => {
  it('sees nothing, in no table of a team', async () => {
    for (const { name } of tables.filter((table) => table.protected)) expect(await rowsOf(name)).toEqual([]);
    expect(await stack.query('select from read.ledger_entry')).not.toEqual([]);
  });

  it('sees the rows of its own team alone', async () => {
    let seen = 0;
    for (const { name } of tables.filter(({ team }) => team)) {
      const rows = await rowsOf(name, 'app.team_id', teams[0]);
      expect(rows.filter(({ team_id }) => team_id !== teams[0])).toEqual([]);
      seen += rows.length;
    }
    expect(seen).toBeGreaterThanOrEqual(4);
    const accounts = await rowsOf('read.account', 'app.team_id', teams[0]);
    expect(accounts.map(({ user_id }) => user_id)).toEqual([people[0]]);
  });

  it('sees what one person sees', async () => {
    const seen = await rowsOf('read.team_list', 'app.user_id', people[1]);
    const accounts = await rowsOf('read.account', 'app.user_id', people[1]);

    expect(seen.map(({ team_id }) => team_id)).toEqual([teams[1]]);
    expect(accounts.map(({ user_id }) => user_id)).toEqual([people[1]]);
  });

  it('for no well-formed id fails', async () => {
    await expect(rowsOf('read.team_list', 'app.team_id', "' or true --")).rejects.toThrow('uuid');
  });
});

it('says at its start which route names no permission', async () => {
  const { everyTeamRouteNeedsSomething } = await import('../../apps/api/src/platform/needs.ts');
  const paths = { '/api/teams/{team}/x': { get: { 'x-permission': 'team:read' }, post: {} } };

  expect(() => everyTeamRouteNeedsSomething(paths)).toThrow('POST /api/teams/{team}/x');
});
