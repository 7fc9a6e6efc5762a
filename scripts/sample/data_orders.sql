-- Two years of orders: growing, more before Christmas, fewer on weekends; few customers buy much, many once.

select setseed(0.53);

with day as materialized (
  select d, (19.5 * (1 + d / 1460.0)
      * case extract(month from date '2024-11-01' + d) when 11 then 1.5 when 12 then 1.9 when 1 then 0.7
             when 7 then 0.8 when 8 then 0.8 else 1 end
      * case extract(isodow from date '2024-11-01' + d) when 6 then 0.7 when 7 then 0.5 else 1.1 end
      * (0.8 + 0.4 * random()))::int as orders
  from generate_series(0, 729) as d
), drawn as materialized (
  select d, n, random() as who, random() as kind, random() as fate, random() as clock, random() as extra
  from day cross join lateral generate_series(1, orders) as n
), placed as (
  select *,
    timestamptz '2024-11-01' + d * interval '1 day' + (6 + 17 * power(clock, 0.7)) * interval '1 hour' as placed_at,
    case when fate > 0.06 then 1 + floor(power(who, 1.9) * (2600 + 1400 * d / 730)) end as customer_id,
    case when kind < 0.52 then 'web' when kind < 0.83 then 'app' when kind < 0.95 then 'marketplace' else 'phone' end
      as channel
  from drawn
)
insert into sales."order"
  (customer_id, billing_position, ship_to, status, channel, voucher_code, taken_by, shipping_fee, note, placed_at,
   updated_at)
select
  p.customer_id, case when p.customer_id is not null then 1 end,
  coalesce(a.address, row('Gästeweg ' || n, '10115', 'Berlin', 'DE')::public.postal_address),
  case
    when fate between 0.30 and 0.35 then 'cancelled'
    when d >= 727 then pg_temp.pick(array['new', 'paid', 'packed'], extra)
    when d >= 722 then pg_temp.pick(array['packed', 'shipped', 'shipped', 'delivered'], extra)
    when fate between 0.40 and 0.46 and d < 700 then 'returned'
    else 'delivered'
  end::sales.order_status,
  channel,
  case when extra < 0.11 and d >= 6 then (select code from sales.voucher as v where v.valid_during @> placed_at
                                           order by code limit 1) end,
  case when channel = 'phone' then 4 + floor(extra * 40) end,
  case when extra > 0.6 then 0 when extra > 0.1 then 4.90 else 9.90 end,
  case when clock < 0.04 then pg_temp.pick(array['Bitte klingeln 🔔', 'Proszę zostawić u sąsiada',
    'اتركه عند الباب من فضلك', 'Geschenk! 🎁 Keine Rechnung beilegen', E'Zwei\nZeilen'], extra) end,
  placed_at, placed_at + fate * interval '5 days'
from placed as p left join sales.address as a on a.customer_id = p.customer_id and a.position = 1
order by placed_at;

with drawn as materialized (
  select o.id, n, random() as what, random() as many, random() as cut
  from (select id, 1 + floor(power(random(), 2) * 6)::int as lines from sales."order" order by id) as o
  cross join lateral generate_series(1, o.lines) as n
), line as (
  -- 523 shares no factor with 1200: popular variants are spread over the whole catalogue.
  select id, n, 1 + (floor(power(what, 2.2) * 1200)::int * 523) % 1200 as variant_id, many, cut from drawn
)
insert into sales.order_line (order_id, line_no, variant_id, quantity, unit_price, discount)
select
  l.id, l.n, l.variant_id,
  case when many < 0.8 then 1 when many < 0.995 then 2 + floor(many * 10)::int % 4 else 60 end,
  v.price,
  case when cut < 0.85 then 0 when cut < 0.95 then 0.1 else 0.25 end
from line as l join catalog.product_variant as v on v.id = l.variant_id;
