-- Schemas and the types that several of them share.

create schema staff;
create schema catalog;
create schema sales;
create schema fulfilment;
create schema api;

comment on schema staff is 'Who works here. Never published.';
comment on schema catalog is 'What we sell: products, variants, prices, reviews.';
comment on schema sales is 'Who buys: customers, orders, payments, returns.';
comment on schema fulfilment is 'How it gets there: warehouses, stock, shipments and their scans.';
comment on schema api is 'What PostgREST publishes. Views and functions only.';

create domain public.email_address as text
  check (value ~ '^[^@\s]+@[^@\s]+\.[^@\s]+$');
comment on domain public.email_address is 'Looks like an address; nobody promises that it can be reached.';

create domain public.country_code as text check (value ~ '^[A-Z]{2}$');
comment on domain public.country_code is 'ISO 3166-1 alpha-2.';

create domain public.money_amount as numeric(12, 2) check (value >= 0);
comment on domain public.money_amount is 'Never negative: money that goes back is a refund of its own.';

create domain catalog.sku as text check (value ~ '^[A-Z]{3}-[0-9]{4}(-[A-Z0-9]{1,4})?$');

create type public.postal_address as (
  street text,
  postal_code text,
  city text,
  country text
);
comment on type public.postal_address is
  'An address as it was printed; does not change when the customer moves.';

create type sales.order_status as enum
  ('new', 'paid', 'packed', 'shipped', 'delivered', 'returned', 'cancelled');

create type fulfilment.scan as enum
  ('label_printed', 'handed_over', 'in_transit', 'out_for_delivery', 'delivered', 'lost');

create function public.touch_updated_at() returns trigger language plpgsql as $$
begin
  new.updated_at := now();
  return new;
end
$$;
comment on function public.touch_updated_at() is 'Keeps updated_at honest, whoever writes.';
