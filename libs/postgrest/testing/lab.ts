import { randomBytes } from 'node:crypto';
import { quoteName } from '@pgai/views/definition/quote.js';
import pg from 'pg';
import { installation, type Limiter, limiterPrerequisites } from '../installation/installation.js';
import { type Postgrest, startPostgrest } from './start-postgrest.js';

/** A database of its own with roles of its own, as a user would have it, and a PostgREST over it. */
export async function openLab(adminUrl: string, schema: string) {
  const tag = randomBytes(4).toString('hex');
  const password = randomBytes(12).toString('hex');
  const database = `lab_${tag}`;
  const role = (name: string) => `lab_${tag}_${name}`;
  const names = {
    owner: role('owner'),
    authenticator: role('authenticator'),
    anon: role('anon'),
    reader: role('reader'),
    writer: role('writer'),
    limiter: role('limiter'),
  };
  const admin = await connect(adminUrl);
  for (const login of [names.owner, names.authenticator])
    await admin.query(`create role ${login} login noinherit password '${password}'`);
  for (const group of [names.anon, names.reader, names.writer]) await admin.query(`create role ${group}`);
  await admin.query(`grant ${names.anon}, ${names.reader}, ${names.writer} to ${names.authenticator}`);
  await admin.query(`create database ${database} owner ${names.owner}`);
  const urlFor = (user?: string) => {
    const url = new URL(adminUrl);
    url.pathname = `/${database}`;
    if (user) Object.assign(url, { username: user, password });
    return url.href;
  };
  const { hostname, port } = new URL(adminUrl);
  const limiter: Limiter = {
    extension_schema: 'public',
    host: hostname,
    port: Number(port || 5432),
    database,
    role: names.limiter,
    password,
  };
  const inside = await connect(urlFor());
  await inside.query(limiterPrerequisites(limiter, names.owner));
  await inside.end();
  const owner = await connect(urlFor(names.owner));
  await owner.query(schema);
  const roles = [names.anon, names.reader, names.writer];
  const started: Postgrest[] = [];

  return {
    names,
    roles,
    owner,
    limiter,
    /** one more session of the owner */
    another: () => connect(urlFor(names.owner)),
    install: (limits: Limiter | null = limiter) =>
      owner.query(
        `begin; ${installation({ authenticator: names.authenticator, roles, limiter: limits })} commit`,
      ),
    async serve(env: Record<string, string> = {}) {
      const postgrest = await startPostgrest(urlFor(names.authenticator), {
        PGRST_DB_SCHEMAS: 'v1,v2',
        PGRST_DB_ANON_ROLE: names.anon,
        PGRST_DB_PRE_REQUEST: 'pgai.pre_request',
        ...env,
      });
      started.push(postgrest);
      return postgrest;
    },
    async close() {
      await Promise.all(started.map(({ stop }) => stop()));
      await owner.end();
      await admin.query(`drop database ${database} with (force)`);
      for (const name of Object.values(names)) await admin.query(`drop role if exists ${quoteName(name)}`);
      await admin.end();
    },
  };
}

async function connect(url: string) {
  const client = new pg.Client(url);
  client.on('error', () => undefined);
  await client.connect();
  return client;
}
