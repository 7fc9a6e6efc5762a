import { NetworkGuard } from '@pgai/target/guard.js';
import { openSession } from '@pgai/target/session.js';
import type { Target } from '@pgai/target/target.js';

/** Customers with orders with lines, enough of them for an index to matter. */
export const sales = `
create table customer (id int primary key, email text not null, name text, note text, city text, joined timestamptz not null);
create table "order" (
  id int primary key, customer_id int not null references customer, state text not null, placed_at timestamptz not null,
  total numeric(12,2) not null, shop_id int);
create table line (id int primary key, order_id int not null references "order", item text not null, pieces int not null);
create table blocked (customer_id int, since date);
create table shop (id int primary key, name text not null);
create index customer_email on customer (email);
create index customer_joined on customer (joined);
insert into customer select n, 'c' || n || '@example.com', 'Customer ' || n, md5(n::text), 'City ' || n % 500,
  timestamptz '2020-01-01' + n * interval '1 hour' from generate_series(1, 5000) n;
insert into "order" select n, 1 + n % 5000, case when n % 100 = 0 then 'open' else 'paid' end,
  timestamptz '2024-01-01' + n * interval '1 minute', n % 997, n % 7 from generate_series(1, 20000) n;
insert into line select n, 1 + n % 20000, 'item ' || n % 50, n % 9 from generate_series(1, 40000) n;
insert into blocked values (1, '2026-01-01'), (null, '2026-01-02');
insert into shop select n, 'Shop ' || n from generate_series(0, 6) n;
create sequence counter;
analyze;
create function written() returns int language plpgsql as $$ begin insert into blocked values (7, now()); return 1; end $$;
`;

export function targetOf(url: string): Target {
  const { hostname, port, username, password, pathname } = new URL(url);
  return {
    host: hostname,
    port: Number(port),
    database: pathname.slice(1),
    username: decodeURIComponent(username),
    password: decodeURIComponent(password) || 'none needed',
    sslMode: 'disable',
  };
}

export const sessionWith = (target: Target) => openSession(target, new NetworkGuard(true));
