-- What PostgREST publishes. The views run with the rights of the caller, so grants and row-level security of
-- the tables below hold. What runs as its owner instead says why.

create view api.products with (security_invoker = true) as
select p.id, p.sku, p.name, b.name as brand, catalog.category_path(p.category_id) as category, p.tags,
       p.attributes, p.status, p.created_at
from catalog.product as p
left join catalog.brand as b on b.id = p.brand_id;

create view api.variants with (security_invoker = true) as
select v.id, v.product_id, v.sku, v."größe", v.colour, v.price
from catalog.product_variant as v;

create view api.reviews with (security_invoker = true) as
select r.id, r.product_id, r.customer_id, r.rating, r.language, r.body, r.status, r.created_at
from catalog.review as r;

create view api.orders with (security_invoker = true) as
select o.id, o.number, o.customer_id, o.status, o.channel, o.placed_at, sales.format_address(o.ship_to) as ship_to,
       o.shipping_fee + (select sum(l.line_total) from sales.order_line as l where l.order_id = o.id) as total
from sales."order" as o;

create view api.order_lines with (security_invoker = true) as
select l.order_id, l.line_no, l.variant_id, l.quantity, l.unit_price, l.line_total from sales.order_line as l;

create view api.profile with (security_invoker = true) as
select c.id, c.full_name, c.email, c.phone, c.language, c.newsletter, c.preferences from sales.customer as c;

create view api.best_sellers as
select b.product_id, b.name, b.pieces, b.place from sales.best_seller as b where b.place <= 50;

comment on view api.products is 'Products with brand and category. Without a token: active ones only.';
comment on view api.variants is 'Sizes and colours with their price.';
comment on view api.reviews is 'Published reviews, and one''s own.';
comment on view api.orders is 'Orders of the customer in the token; all of them for staff.';
comment on view api.profile is 'The account of the customer in the token.';
comment on view api.best_sellers is 'Runs as its owner: the sums are public, the orders behind them are not.';

create function api.search_products(query text, max_rows integer default 20) returns setof api.products
language sql stable as $$
  select p.* from api.products as p where to_tsvector('simple', p.name) @@ websearch_to_tsquery('simple', query)
  order by p.id limit least(max_rows, 100)
$$;

create function api.track(code text) returns table (scan fulfilment.scan, place text, occurred_at timestamptz)
language sql stable security definer set search_path = pg_catalog as $$
  select e.scan, e.place, e.occurred_at
  from fulfilment.shipment as s join fulfilment.shipment_event as e on e.shipment_id = s.id
  where s.tracking_code = upper(code) order by e.occurred_at
$$;
comment on function api.track is
  'Runs as its owner: whoever knows the code may see the parcel, and nothing else.';

create function api.place_order(variant_id bigint, quantity integer default 1) returns text
language plpgsql volatile security definer set search_path = pg_catalog as $$
declare
  buyer sales.address;
  placed sales."order";
begin
  select a.* into buyer from sales.address as a
  where a.customer_id = sales.claim('customer_id')::bigint and a.position = 1;
  if not found then
    raise sqlstate 'PT403' using message = 'Only a customer can order.';
  end if;
  update fulfilment.stock as s set reserved = s.reserved + place_order.quantity
  where s.variant_id = place_order.variant_id and s.warehouse_id = (
    select t.warehouse_id from fulfilment.stock as t
    where t.variant_id = place_order.variant_id and t.available >= place_order.quantity
    order by t.available desc limit 1 for update);
  if not found then
    raise sqlstate 'PT409' using message = 'Not enough in stock.';
  end if;
  insert into sales."order" (customer_id, billing_position, ship_to, channel)
  values (buyer.customer_id, 1, buyer.address, 'app') returning * into placed;
  insert into sales.order_line (order_id, line_no, variant_id, quantity, unit_price)
  select placed.id, 1, v.id, place_order.quantity, v.price from catalog.product_variant as v
  where v.id = place_order.variant_id;
  return placed.number;
end
$$;
comment on function api.place_order is 'Reserves stock and answers the number of the new order.';
