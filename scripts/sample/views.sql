-- Views for the people of the shop. What the API publishes is in api.sql.

create view sales.order_total as
select o.id as order_id, sum(l.line_total) as goods, o.shipping_fee, sum(l.line_total) + o.shipping_fee as total
from sales."order" as o
join sales.order_line as l on l.order_id = o.id
group by o.id;
comment on view sales.order_total is 'Vouchers are part of the discount of each line already.';

create view sales.customer_value as
select c.id as customer_id, c.full_name, count(*) as orders, sum(t.total) as revenue, max(o.placed_at) as last_order_at
from sales.customer as c
join sales."order" as o on o.customer_id = c.id
join sales.order_total as t on t.order_id = o.id
where o.status <> 'cancelled'
group by c.id;
comment on view sales.customer_value is 'Rests on sales.order_total.';

create view sales.revenue_by_month as
select date_trunc('month', o.placed_at at time zone 'Europe/Berlin')::date as month, (o.ship_to).country,
       count(*) as orders, sum(t.total) as revenue
from sales."order" as o
join sales.order_total as t on t.order_id = o.id
where o.status <> 'cancelled'
group by 1, 2;

create materialized view sales.best_seller as
select p.id as product_id, p.name, sum(l.quantity) as pieces, sum(l.line_total) as revenue,
       rank() over (order by sum(l.line_total) desc) as place
from sales.order_line as l
join sales."order" as o on o.id = l.order_id
join catalog.product_variant as v on v.id = l.variant_id
join catalog.product as p on p.id = v.product_id
where o.status <> 'cancelled' and p.status = 'active'
group by p.id;
create unique index best_seller_product on sales.best_seller (product_id);
comment on materialized view sales.best_seller is
  'As of the last sales.refresh_best_sellers(), which runs at night.';

create view catalog.current_price with (security_invoker = true) as
select v.id as variant_id, v.product_id, v.sku, v."größe", v.colour, v.price,
       v.price - (select c.price from catalog.price_change as c where c.variant_id = v.id
                  order by c.valid_from desc offset 1 limit 1) as change
from catalog.product_variant as v;
comment on column catalog.current_price.change is 'Against the price before; null if there was none.';

create view fulfilment.shipments_that_left_the_warehouses_and_have_not_arrived_on_time as
select s.id, s.tracking_code, w.code as warehouse, c.name as carrier, s.shipped_at, s.delivered_at,
       coalesce(s.delivered_at, now()) - s.shipped_at as took
from fulfilment.shipment as s
join fulfilment.warehouse as w on w.id = s.warehouse_id
join fulfilment.carrier as c on c.id = s.carrier_id
where coalesce(s.delivered_at, now()) - s.shipped_at > interval '4 days';
comment on view fulfilment.shipments_that_left_the_warehouses_and_have_not_arrived_on_time is
  'The longest name that PostgreSQL keeps whole: 63 bytes.';
