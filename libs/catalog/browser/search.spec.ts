import { describe, expect, it } from 'vitest';
import { type Findable, SearchIndex } from './search.js';

const table = (id: number, name: string, columns: string[] = [], texts: string[] = []): Findable => ({
  id,
  schema: 'sales',
  name,
  columns,
  texts,
});

const index = new SearchIndex([
  table(1, 'orders', ['id', 'shipping_address', 'placed_at']),
  table(2, 'order_items', ['order_id', 'quantity']),
  table(3, 'customers', ['legal_name'], ['Whoever places orders']),
  table(4, 'Kunden Stamm "alt"', ['Größe']),
  table(5, 'customerAddresses'),
  table(6, 'عملاء', ['الاسم']),
]);
const ids = (question: string) => index.search(question).map(({ id }) => id);

describe('searching', () => {
  it('finds by name, column, comment, the name first', () => expect(ids('orders')).toEqual([1, 3]));
  it('finds parts of names', () => {
    expect(ids('items')).toEqual([2]);
    expect(ids('addresses')).toEqual([5]);
    expect(ids('stamm')).toEqual([4]);
  });
  it('says which column it was', () =>
    expect(index.search('shipping')[0]).toMatchObject({ id: 1, column: 'shipping_address' }));
  it('forgives typing mistakes', () => {
    expect(ids('custmoers')).toEqual([3, 5]);
    expect(ids('quantiy')).toEqual([2]);
    expect(ids('grösse')).toEqual([]); // two mistakes in six letters
    expect(ids('größen')).toEqual([4]);
  });
  it('wants all words', () => {
    expect(ids('order quantity')).toEqual([2]);
    expect(ids('sales.orders')).toEqual([1]);
  });
  it('reads every script', () => expect(ids('عملا')).toEqual([6]));
  it('finds nothing for nothing', () => expect([ids(''), ids('  '), ids('zzzz')]).toEqual([[], [], []]));
});
