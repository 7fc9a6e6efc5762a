-- Payments, returns, reviews and what is left of the old shop.

select setseed(0.71);

with drawn as materialized (
  select id, status, placed_at, shipping_fee, random() as kind, random() as late
  from (select id, status, placed_at, shipping_fee from sales."order" order by id) as o
), goods as (
  select order_id, sum(line_total) as total from sales.order_line group by order_id
), chosen as (
  select *, case when kind < 0.38 then 'card' when kind < 0.68 then 'paypal' when kind < 0.86 then 'invoice'
                 when kind < 0.97 then 'blik' else 'cash_on_delivery' end as method
  from drawn where status not in ('new', 'cancelled')
)
insert into sales.payment (order_id, method, amount, provider_reference, provider_answer, captured_at)
select
  c.id, method, g.total + c.shipping_fee,
  case when method in ('card', 'paypal', 'blik') then 'pay_' || substr(md5('payment ' || c.id), 1, 20) end,
  case when method = 'card' then jsonb_build_object('brand', case when late < 0.6 then 'visa' else 'mastercard' end,
    'last4', lpad(floor(late * 10000)::text, 4, '0'), '3ds', late > 0.2) end,
  case when method <> 'invoice' then c.placed_at + late * interval '10 minutes'
       when late < 0.9 and c.placed_at < '2026-10-01' then c.placed_at + late * interval '30 days' end
from chosen as c join goods as g on g.order_id = c.id
order by c.id;

with drawn as materialized (
  select l.order_id, l.line_no, l.quantity, o.placed_at, random() as many, random() as why
  from sales.order_line as l join sales."order" as o on o.id = l.order_id
  where o.status = 'returned' and (l.line_no = 1 or (l.order_id + l.line_no) % 4 = 0)
  order by l.order_id, l.line_no
)
insert into sales.return_line (order_id, line_no, quantity, reason, returned_at)
select
  order_id, line_no, 1 + floor(many * quantity)::int,
  pg_temp.pick(array['too_small', 'too_small', 'too_big', 'damaged', 'wrong_item', 'changed_mind', null], why),
  placed_at + (4 + 20 * many) * interval '1 day'
from drawn;

with drawn as materialized (
  select i, random() as what, random() as who, random() as stars, random() as words, random() as day
  from generate_series(1, 6000) as i
)
insert into catalog.review (product_id, customer_id, rating, language, body, status, created_at)
select
  1 + floor(power(what, 2) * 400), c.id,
  case when stars < 0.52 then 5 when stars < 0.74 then 4 when stars < 0.82 then 3 when stars < 0.87 then 2
       else 1 end,
  c.language,
  case when words > 0.3 then case c.language
    when 'de' then
      pg_temp.pick(array['Schöne Qualität, gerne wieder!', 'Fällt zu groß aus, schade.', 'Naja … 😐'], words)
    when 'pl' then pg_temp.pick(array['Świetna jakość, polecam!', 'Za małe, zwróciłam.', 'Może być 👍'], words)
    when 'ar' then pg_temp.pick(array['جودة ممتازة، أنصح به', 'أصغر من المتوقع', '❤️ رائع'], words)
    else pg_temp.pick(array['Love it 😍', 'Broke after a week.', '<script>alert("no")</script>'], words) end end,
  case when day < 0.83 then 'published' when day < 0.95 then 'pending' else 'rejected' end,
  timestamptz '2026-10-31' - power(words, 2) * interval '700 days'
from drawn join sales.customer as c on c.id = 1 + floor(power(who, 1.5) * 4000)
order by i
on conflict (product_id, customer_id) do nothing;

insert into sales."Order Items (legacy)" ("Order No.", "Item No.", "Artikel", "Qty", "Preis ""brutto""", "user")
select
  70000 + n / 3, 1 + n % 3, (array['Tasse "Moin"', 'Schal; grau', 'Mütze, 100% Wolle', null])[1 + n % 4],
  case when n % 17 > 0 then 1 + n % 5 end, 4.95 + n % 40, case when n % 2 = 0 then 'admin' end
from generate_series(0, 2999) as n;
