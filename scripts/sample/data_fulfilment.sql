-- Warehouses, stock with its audit, shipments and their scans.

select setseed(0.89);

insert into fulfilment.warehouse (code, address, opened_on, manager_id) values
  ('BER1', row('Industriestraße 7', '12099', 'Berlin', 'DE'), '2015-04-01', 3),
  ('POZ1', row('ul. Głogowska 210', '60-104', 'Poznań', 'PL'), '2018-09-15', 8),
  ('MUC1', row('Am Römerweg 3', '85356', 'Freising', 'DE'), '2020-01-07', 9),
  ('DXB1', row('جبل علي', null, 'دبي', 'AE'), '2023-05-20', null),
  ('VIE1', row('Zweigstelle (im Aufbau) 🏗️', '1110', 'Wien', 'AT'), '2026-10-01', null);

insert into fulfilment.carrier (name, tracking_url) values
  ('Gelbe Post', 'https://gelbe-post.example/?code={code}'), ('InPaczka', 'https://inpaczka.example/t/{code}'),
  ('Express ✈', 'https://express.example/{code}'), ('Eigene Fahrer', null);

with drawn as materialized (
  select w, v, random() as amount, random() as held, random() as here
  from generate_series(1, 4) as w cross join generate_series(1, 1200) as v
)
insert into fulfilment.stock (warehouse_id, variant_id, on_hand, reserved, shelf, updated_at)
select
  w, v, floor(power(amount, 3) * 400)::int, floor(power(amount, 3) * 400 * power(held, 4))::int,
  case when here < 0.9 then chr(65 + v % 20) || '-' || lpad((v % 60)::text, 2, '0') end,
  timestamptz '2026-10-31' - held * interval '90 days'
from drawn where here < case w when 1 then 1 when 2 then 0.8 else 0.5 end;

with drawn as materialized (
  select s.warehouse_id, s.variant_id, s.on_hand, n, random() as moved, random() as at
  from (select warehouse_id, variant_id, on_hand from fulfilment.stock order by 1, 2) as s
  cross join lateral generate_series(1, 1 + (s.variant_id % 5)::int) as n
)
insert into fulfilment.stock_audit (warehouse_id, variant_id, before, after, changed_by, changed_at)
select
  warehouse_id, variant_id, on_hand + floor(moved * 30)::int, on_hand,
  pg_temp.pick(array['packing', 'packing', 'goods_in', 'stocktake'], moved),
  timestamptz '2026-10-31' - (n + at) * interval '20 days'
from drawn;

with drawn as materialized (
  select o.id, o.status, o.placed_at, n, random() as house, random() as quick, random() as weight
  from (select id, status, placed_at from sales."order" where status in ('shipped', 'delivered', 'returned')
        order by id) as o
  cross join lateral generate_series(1, case when o.id % 17 = 0 then 2 else 1 end) as n
), sent as (
  select *, placed_at + (0.2 + 1.5 * quick) * interval '1 day' as shipped_at from drawn
)
insert into fulfilment.shipment
  (order_id, warehouse_id, carrier_id, tracking_code, size_cm, weight_grams, shipped_at, delivered_at)
select
  id, case when house < 0.6 then 1 when house < 0.85 then 2 when house < 0.97 then 3 else 4 end,
  1 + floor(power(weight, 1.7) * 4),
  upper(substr(md5('parcel ' || id || ' ' || n), 1, 12)),
  case when weight > 0.1 then array[20 + id % 40, 15 + id % 25, 5 + id % 20] end,
  case when weight > 0.1 then 150 + floor(power(weight, 4) * 19000)::int end,
  shipped_at,
  case when status <> 'shipped' and weight < 0.992 then shipped_at + (0.7 + 4 * power(quick, 3)) * interval '1 day' end
from sent
order by id, n;

-- Scans are kept for a year; a parcel without a delivery was lost unless it is still on its way.
insert into fulfilment.shipment_event (shipment_id, occurred_at, scan, place)
select s.id, step.at, step.scan::fulfilment.scan, step.place
from fulfilment.shipment as s
join fulfilment.warehouse as w on w.id = s.warehouse_id
cross join lateral (values
  (s.shipped_at - interval '3 hours', 'label_printed', (w.address).city, true),
  (s.shipped_at, 'handed_over', (w.address).city, true),
  (s.shipped_at + interval '9 hours', 'in_transit', 'Hub Göttingen', s.id % 4 > 0),
  (s.delivered_at - interval '4 hours', 'out_for_delivery', null, true),
  (s.delivered_at, 'delivered', null, true),
  (s.shipped_at + interval '21 days', 'lost', null, s.delivered_at is null and s.shipped_at < '2026-10-10')
) as step (at, scan, place, happened)
where s.shipped_at >= timestamptz '2025-11-03' and step.happened and step.at is not null;
