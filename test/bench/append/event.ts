import { randomUUID } from 'node:crypto';

/** About 390 bytes of JSON, as an event of a business usually has. */
export const payload = () => ({
  order_id: randomUUID(),
  customer: { id: randomUUID(), name: 'Meridian Freight', country: 'NL' },
  lines: [
    { sku: 'PLT-0017', quantity: 12, price_cents: 18_950, currency: 'EUR' },
    { sku: 'BOX-2210', quantity: 140, price_cents: 420, currency: 'EUR' },
  ],
  note: 'Deliver to dock 4, between seven and nine in the morning; call first.',
});

/** Streams of ten events, each append naming the revision it expects: what a command handler does. */
export function tenEventStreams(append: (stream: string, revision: number) => Promise<unknown>) {
  let stream = '';
  let revision = 10;
  return async () => {
    if (revision === 10) {
      stream = `order-${randomUUID()}`;
      revision = 0;
    }
    await append(stream, revision++);
  };
}
