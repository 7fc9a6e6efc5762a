import { readFile } from 'node:fs/promises';
import pg from 'pg';
import { ensureRoles, rolePassword, type SampleNames, sampleNames } from './roles.ts';

const { escapeIdentifier } = pg;

const schema = ['types', 'staff', 'catalog', 'sales', 'review', 'sales_comments', 'fulfilment'];
const data = ['people', 'catalog', 'customers', 'orders', 'payments', 'fulfilment'].map(
  (name) => `data_${name}`,
);
const behaviour = ['indexes', 'views', 'functions', 'api', 'access'];

// The builtin locale sorts and folds alike on every machine, whatever its C library thinks.
const empty = `template template0 encoding 'UTF8' locale_provider builtin builtin_locale 'C.UTF-8'`;

export type SampleUrls = { authenticator: string; owner: string };

export function sampleDatabases(
  adminUrl: string,
  { prefix = 'shop' } = {},
): { production: SampleUrls; staging: SampleUrls } {
  const names = sampleNames(prefix);
  const login = (database: string, role: string) => {
    const url = urlOf(adminUrl, database);
    url.username = role;
    url.password = rolePassword(adminUrl, role);
    return url.href;
  };
  const urls = (database: string) => ({
    authenticator: login(database, names.authenticator),
    owner: login(database, names.owner),
  });
  return { production: urls(names.production), staging: urls(names.staging) };
}

/**
 * Makes the sample database and its staging copy, unless they are there. The admin has to be a superuser. Each is
 * built under another name and renamed when it is whole, so a crash leaves nothing that looks finished.
 */
export async function seedSample(adminUrl: string, { prefix = 'shop' } = {}): Promise<void> {
  const names = sampleNames(prefix);
  const admin = await connect(adminUrl);
  try {
    await admin.query('select pg_advisory_lock(hashtextextended($1, 0))', [`sample ${prefix}`]);
    await ensureRoles(admin, adminUrl, names);
    await make(admin, names.production, names.owner, empty, (building) => fill(adminUrl, building, names));
    const copy = `template ${escapeIdentifier(names.production)}`;
    await make(admin, names.staging, names.owner, copy, (building) => goAhead(adminUrl, building, names));
  } finally {
    await admin.end();
  }
}

async function make(
  admin: pg.Client,
  name: string,
  owner: string,
  source: string,
  build: (building: string) => Promise<void>,
) {
  const existing = await admin.query('select from pg_database where datname = $1', [name]);
  if (existing.rowCount) return;

  const building = `${name}_building`;
  await admin.query(`drop database if exists ${escapeIdentifier(building)} with (force)`);
  await admin.query(
    `create database ${escapeIdentifier(building)} owner ${escapeIdentifier(owner)} ${source}`,
  );
  await build(building);
  await admin.query(`alter database ${escapeIdentifier(building)} rename to ${escapeIdentifier(name)}`);
}

async function fill(adminUrl: string, database: string, names: SampleNames) {
  await inTransaction(adminUrl, database, async (client) => {
    await run(client, schema, names);
    // Rows are generated in an order that suits foreign keys but not triggers; checking 250,000 keys one by one
    // would take longer than everything else together. The spec proves that they hold.
    await client.query('set local session_replication_role = replica');
    await run(client, data, names);
    await client.query('set local session_replication_role = origin');
    await run(client, behaviour, names);
    await client.query('analyze');
  });
}

async function goAhead(adminUrl: string, database: string, names: SampleNames) {
  await inTransaction(adminUrl, database, (client) => run(client, ['staging'], names));
}

async function inTransaction(adminUrl: string, database: string, work: (client: pg.Client) => Promise<void>) {
  const client = await connect(urlOf(adminUrl, database).href);
  try {
    await client.query(`begin; set local timezone = 'UTC'; set local synchronous_commit = off`);
    await work(client);
    await client.query('commit');
  } finally {
    await client.end();
  }
}

/** Everything belongs to the owner, so the owner runs it. */
async function run(client: pg.Client, files: string[], { owner, anon, api }: SampleNames) {
  await client.query(`set local role ${escapeIdentifier(owner)}`);
  for (const file of files) {
    const sql = await readFile(new URL(`${file}.sql`, import.meta.url), 'utf8');
    await client.query(
      sql.replaceAll(':"anon"', escapeIdentifier(anon)).replaceAll(':"api"', escapeIdentifier(api)),
    );
  }
  await client.query('reset role');
}

async function connect(url: string) {
  const client = new pg.Client(url);
  client.on('error', () => undefined); // the server went away between two queries; the next one says so
  await client.connect();
  return client;
}

function urlOf(adminUrl: string, database: string) {
  const url = new URL(adminUrl);
  url.pathname = `/${database}`;
  return url;
}
