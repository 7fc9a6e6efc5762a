import { type Postgrest, startPostgrest, token } from '@pgai/postgrest/testing/start-postgrest.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seedSample } from '../../scripts/sample/seed.ts';
import { adminUrl, newShop } from './sample.ts';

const started: Postgrest[] = [];

/** A real PostgREST over a sample database; answers how to ask it, with the claims of a token or without one. */
async function ask(databaseUrl: string, anon: string) {
  const postgrest = await startPostgrest(databaseUrl, { PGRST_DB_SCHEMAS: 'api', PGRST_DB_ANON_ROLE: anon });
  started.push(postgrest);

  return async (path: string, { claims, body }: { claims?: object; body?: object } = {}) => {
    const response = await fetch(`${postgrest.url}/${path}`, {
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

describe('PostgREST over the sample', () => {
  const shop = newShop();
  const ada = { role: `${shop.prefix}_api`, customer_id: 2 };
  const staff = { role: `${shop.prefix}_api`, staff: true };
  let production: Awaited<ReturnType<typeof ask>>;
  let staging: typeof production;

  beforeAll(async () => {
    await seedSample(adminUrl, { prefix: shop.prefix });
    [production, staging] = await Promise.all([
      ask(shop.production.authenticator, `${shop.prefix}_anon`),
      ask(shop.staging.authenticator, `${shop.prefix}_anon`),
    ]);
  });
  afterAll(async () => {
    await Promise.all(started.map(({ stop }) => stop()));
    await shop.drop();
  });

  it.each(['products', 'variants', 'reviews', 'best_sellers'])('answers %s to everybody', async (view) => {
    for (const asked of [production, staging]) {
      const answer = await asked(`${view}?limit=3`);
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
