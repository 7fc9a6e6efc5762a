import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { until } from '../publication/publish.js';
import { openLab } from '../testing/lab.js';
import type { Postgrest } from '../testing/start-postgrest.js';
import { apply, linesForFile, stored } from './apply.js';
import { differences, faultsOf, versionOf } from './settings.js';

const schema = `
create schema v1; create schema v2;
create table v1.things (id integer primary key);
insert into v1.things select generate_series(1, 20);
`;

describe('the configuration of a PostgREST', () => {
  let lab: Awaited<ReturnType<typeof openLab>>;
  let postgrest: Postgrest;
  const rows = async () => {
    const answer = await fetch(`${postgrest.url}/things`);
    return answer.ok ? ((await answer.json()) as object[]).length : answer.status;
  };

  beforeAll(async () => {
    lab = await openLab(inject('postgresUrl'), schema);
    await lab.install(null);
    const { anon } = lab.names;
    await lab.owner.query(`grant usage on schema v1, v2 to ${anon}; grant select on v1.things to ${anon}`);
    await lab.owner.query(
      `insert into pgai.policy (schema_name, path, method, endpoint, roles, ways) values ('v1', '/things', 'GET', 'things', array[$1]::name[], '{anonymous}')`,
      [anon],
    );
    postgrest = await lab.serve({ PGRST_DB_PRE_CONFIG: 'pgai.pre_config' });
  });
  afterAll(() => lab?.close());

  it('is applied while it runs, and taken back', async () => {
    expect(await rows()).toBe(20);
    await apply(lab.owner, { 'db-max-rows': '3' });
    expect(await until(async () => (await rows()) === 3)).toBe(true);
    expect(await stored(lab.owner)).toEqual({ 'db-max-rows': '3' });
    await apply(lab.owner, {});
    expect(await until(async () => (await rows()) === 20)).toBe(true);
  });

  it('does not open the API when it can no longer be read', async () => {
    await lab.owner.query(`alter table pgai.setting rename to setting_away; notify pgrst, 'reload config'`);
    await lab.owner.query(`delete from pgai.policy`);
    expect(await until(async () => postgrest.log().includes('setting'))).toBe(true);

    expect(await rows()).toBe(404); // the guard is named in the environment, so it still asks
    await lab.owner.query(`alter table pgai.setting_away rename to setting`);
  });

  it('names the lines without which that would not hold', () => {
    const lines = linesForFile({ 'db-schemas': 'v1,v2', 'db-anon-role': 'anon' });

    expect(lines).toContain('db-pre-request = "pgai.pre_request"');
    expect(lines).toContain('db-schemas = "v1,v2"');
    expect(lines.join()).not.toContain('undefined');
  });

  it.each([
    ['a setting nobody knows', { 'db-uri': 'postgres://elsewhere' }, 'unknown'],
    ['one of a later version', { 'client-error-verbosity': 'minimal' }, 'not-in-version'],
    ['one that is read at the start', { 'db-pool': '10' }, 'not-in-database'],
    ['what is no number', { 'db-max-rows': 'many' }, 'not-possible'],
    ['a line break', { 'db-root-spec': 'root\nserver-host = "0.0.0.0"' }, 'not-possible'],
    ['the prototype of everything', JSON.parse('{"__proto__": "x", "constructor": "y"}'), 'unknown'],
  ])('refuses %s', (_, configuration, code) => {
    const faults = faultsOf(configuration, versionOf('12.0.2') ?? [0, 0]);

    expect(faults.map((fault) => fault.code)).toContain(code);
  });

  it('is compared without telling a secret', () => {
    expect(
      differences(
        { 'jwt-secret': 'one', 'db-max-rows': '1' },
        { 'jwt-secret': 'two', 'db-plan-enabled': 'true' },
      ),
    ).toEqual([
      { setting: 'db-max-rows', before: '1', after: null, live: true, critical: false },
      { setting: 'db-plan-enabled', before: null, after: 'true', live: true, critical: false },
      { setting: 'jwt-secret', before: '•••', after: '•••', live: true, critical: true },
    ]);
  });
});
