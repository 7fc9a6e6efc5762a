import fc from 'fast-check';
import { expect, it } from 'vitest';
import { shop } from '../testing/shop.js';
import { complete } from './complete.js';

/** What is offered at the bar, of some kinds. */
const at = async (text: string, ...kinds: string[]) => {
  const position = text.indexOf('|');
  const found = await complete(text.replace('|', ''), position, shop);
  return found.filter(({ kind }) => kinds.includes(kind)).map(({ insert }) => insert);
};

it.each([
  [
    'select o.| from sales.orders o',
    'column',
    ['id', 'customer_id', 'billed_to', 'order_no', 'total', 'state', 'placed_at', 'note', 'tags', 'details'],
  ],
  ['select o.or| from sales.orders o', 'column', ['order_no']],
  ['select id, n| from customers', 'column', ['name']],
  ['select | from customers c, orders o where 1', 'alias', ['c', 'o']],
  ['select ti| from customers c, orders o', 'column', ['tier']],
  ['select i| from customers c, orders o', 'column', ['c.id', 'o.id']],
  ['select c.na| from orders o', 'column', []],
  ['select x.| from orders o', 'column', []],
  ['select 1 from |', 'table', ['orders', 'customers', 'fulfilment.shipments', 'everybody']],
  ['select 1 from sales.c|', 'table', ['customers']],
  ['select 1 from orders o join cu|', 'table', ['customers']],
  ['with big as (select 1) select 1 from b|', 'table', ['big']],
  [
    'select (select c.| from customers c where c.id = o.customer_id) from orders o',
    'column',
    ['id', 'name', 'tier', 'born', 'mail'],
  ],
  ['select (select o.to| from customers c) from orders o', 'column', ['total', 'billed_to']],
  ['select c.| from orders o where exists (select 1 from customers c)', 'column', []],
  ['select 1 from orders o join customers c on c.| where', 'column', ['id', 'name', 'tier', 'born', 'mail']],
  ['select 1 from orders o where o.st|', 'column', ['state']],
  ['select 1 from orders where roun|', 'function', ['round']],
  ['select 1 from orders where tw|', 'function', ['twice']],
  ['select 1 from orders o gr|', 'keyword', ['group by']],
  ['select 1 from orders o group |', 'keyword', ['by']],
  ['|', 'keyword', ['select', 'with']],
  ["select 'o.| from orders o", 'column', []],
  ['select -- o.|\n 1 from orders o', 'column', []],
  ['select 1; select o.| from customers o', 'column', ['id', 'name', 'tier', 'born', 'mail']],
] as [string, string, string[]][])('offers at %s', async (text, kind, names) =>
  expect(await at(text, kind)).toEqual(names),
);

it('never offers a word of another clause, or a name that is out of scope', async () => {
  expect(await at('select 1 from orders o where o.id = 1 |', 'column', 'alias', 'function')).toEqual([]);
  expect(await at('select 1 from orders o where |', 'keyword')).not.toContain('from');
  expect(await at('select case | from orders o', 'keyword')).toEqual(expect.arrayContaining(['when']));
});

it('says what it takes the place of', async () => {
  const [found] = await complete('select o."or from sales.orders o', 12, shop);
  expect(found).toBeUndefined();
  expect(await complete('select o.ord from sales.orders o', 12, shop)).toEqual([
    { label: 'order_no', kind: 'column', insert: 'order_no', detail: 'text', start: 9, end: 12 },
  ]);
});

it('answers wherever the cursor is, in whatever is typed', async () => {
  const pieces = fc.constantFrom(
    'select ',
    'from ',
    'orders o',
    ',',
    '(',
    ')',
    '.',
    "'",
    '"',
    ' where ',
    'join ',
    'on ',
    ';',
    '--',
    '\n',
    '🦆',
    ' as ',
    'with ',
    'case ',
    '$$',
    '1',
  );
  await fc.assert(
    fc.asyncProperty(fc.array(pieces, { maxLength: 14 }), fc.nat(), async (all, at) => {
      const sql = all.join('');
      const position = at % (sql.length + 1);
      for (const { start, end } of await complete(sql, position, shop)) {
        expect(start <= position && position <= end && end <= sql.length).toBe(true);
      }
    }),
    { numRuns: 300 },
  );
});
