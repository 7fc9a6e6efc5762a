import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { sampleDatabases, seedSample } from '../../scripts/sample/seed.ts';
import { adminUrl, contents, newShop, query } from './sample.ts';

describe('the sample database', () => {
  const shop = newShop();
  const production = shop.production.owner;
  const staging = shop.staging.owner;
  let found: Awaited<ReturnType<typeof contents>>;

  beforeAll(async () => {
    await seedSample(adminUrl, { prefix: shop.prefix });
    found = await contents(production);
  });
  afterAll(shop.drop);

  it('has more than 100,000 rows in 25 tables, none of them empty', () => {
    expect(found).toHaveLength(25);
    expect(found.filter(({ rows }) => rows === 0)).toEqual([]);
    expect(found.reduce((sum, { rows }) => sum + rows, 0)).toBeGreaterThan(100_000);
  });

  it('keeps its foreign keys, although the rows were loaded without checking them', async () => {
    const keys = await query<{ table: string; key: string; definition: string }>(
      production,
      `select conrelid::regclass as table, quote_ident(conname) as key, pg_get_constraintdef(oid) as definition
       from pg_constraint where contype = 'f' and conparentid = 0`,
    );

    expect(keys.length).toBeGreaterThan(25);
    const again = keys.map(
      ({ table, key, definition }) => `alter table ${table} drop constraint ${key};
      alter table ${table} add constraint ${key} ${definition};`,
    );
    await query(production, `begin; ${again.join('\n')} rollback`);
  });

  it('belongs to an owner who is no superuser', async () => {
    const owners = await query(
      production,
      `select distinct r.rolname as owner, r.rolsuper as superuser
       from pg_class as c join pg_roles as r on r.oid = c.relowner join pg_namespace as n on n.oid = c.relnamespace
       where n.nspname in ('staff', 'catalog', 'sales', 'fulfilment', 'api')`,
    );

    expect(owners).toEqual([{ owner: `${shop.prefix}_owner`, superuser: false }]);
  });

  it('audits stock by trigger and touches what changes', async () => {
    const [audited] = await query(
      production,
      `with changed as (update fulfilment.stock set on_hand = on_hand + 1 where (warehouse_id, variant_id) = (1, 7)
       returning on_hand, updated_at) select on_hand, updated_at = now() as touched from changed`,
    );
    const [audit] = await query(
      production,
      'select warehouse_id, variant_id, after - before as more, after from fulfilment.stock_audit order by id desc limit 1',
    );

    expect(audited?.touched).toBe(true);
    expect(audit).toEqual({ warehouse_id: 1, variant_id: '7', more: 1, after: audited?.on_hand });
  });

  it('has a staging copy that is one column and one view ahead', async () => {
    const columns = `select table_schema, table_name, column_name from information_schema.columns
      where table_schema in ('staff', 'catalog', 'sales', 'fulfilment', 'api')`;
    const known = new Set((await query(production, columns)).map((row) => JSON.stringify(row)));
    const ahead = (await query(staging, columns)).filter((row) => !known.has(JSON.stringify(row)));

    expect(ahead.map(({ table_name, column_name }) => `${table_name}.${column_name}`).sort()).toEqual([
      'customer.marketing_consent_at',
      'low_stock.available',
      'low_stock.variant_id',
    ]);
  });

  it('is left alone when it is there already', async () => {
    await query(production, `update catalog.brand set name = 'Mine' where id = 3`);

    await seedSample(adminUrl, { prefix: shop.prefix });

    const kept = await query(production, 'select name from catalog.brand where id = 3');
    expect(kept).toEqual([{ name: 'Mine' }]);
  });

  it('gives its logins passwords when the admin has one', async () => {
    const url = new URL(adminUrl);
    url.password ||= 'ignored by a server that trusts';

    await seedSample(url.href, { prefix: shop.prefix });

    const logins = await query(
      adminUrl,
      `select rolname from pg_authid where rolcanlogin and starts_with(rolname, $1)
       and rolpassword like 'SCRAM-SHA-256$%' order by 1`,
      [shop.prefix],
    );
    expect(logins).toEqual([
      { rolname: `${shop.prefix}_authenticator` },
      { rolname: `${shop.prefix}_owner` },
    ]);
  });

  it('is made again from the start when it was cut short, with the very same rows', async () => {
    const other = newShop();
    onTestFinished(other.drop);

    const cutShort = seedSample(adminUrl, { prefix: other.prefix });
    const refusal = expect(cutShort).rejects.toThrow(/terminat/);
    await vi.waitFor(async () => {
      const killed = await query(
        adminUrl,
        `select pg_terminate_backend(pid) from pg_stat_activity where datname = $1 and query like '%order_line%'`,
        [`${other.prefix}_building`],
      );
      expect(killed).toHaveLength(1);
    }, 10_000);
    await refusal;
    expect(await databasesOf(other.prefix)).toEqual([`${other.prefix}_building`]);

    await seedSample(adminUrl, { prefix: other.prefix });

    expect(await databasesOf(other.prefix)).toEqual([other.prefix, `${other.prefix}_staging`]);
    expect(await contents(other.production.owner)).toEqual(found);
  });

  it('gets its staging copy back, half made or gone', async () => {
    await query(adminUrl, `alter database ${shop.prefix}_staging rename to ${shop.prefix}_staging_building`);

    await seedSample(adminUrl, { prefix: shop.prefix });

    expect(await databasesOf(shop.prefix)).toEqual([shop.prefix, `${shop.prefix}_staging`]);
  });
});

describe('the logins of the sample', () => {
  it("have passwords of their own, derived from the admin's", () => {
    const urls = sampleDatabases(
      'postgres://admin:secret@db.example:5433/postgres?sslmode=disable',
    ).production;
    const owner = new URL(urls.owner);
    const authenticator = new URL(urls.authenticator);

    expect(owner.host + owner.pathname + owner.search).toBe('db.example:5433/shop?sslmode=disable');
    expect(owner.username).toBe('shop_owner');
    expect(owner.password).toHaveLength(43);
    expect(new Set([owner.password, authenticator.password, 'secret']).size).toBe(3);
  });
});

async function databasesOf(prefix: string) {
  const found = await query<{ datname: string }>(
    adminUrl,
    'select datname from pg_database where starts_with(datname, $1) order by 1',
    [prefix],
  );
  return found.map(({ datname }) => datname);
}
