-- Customers with addresses; campaigns and vouchers. The first 2600 customers are older than the oldest order,
-- the others joined evenly over the 730 days from 2024-11-01: an order can find one who existed on its day.

select setseed(0.37);

with person as materialized (
  select i, random() as land, random() as given, random() as family, random() as phone, random() as fate,
         random() as age
  from generate_series(1, 4000) as i
), named as (
  select *,
    case when land < 0.62 then 'de' when land < 0.84 then 'pl' when land < 0.92 then 'ar' else 'en' end
      as language,
    case when i <= 2600 then timestamptz '2021-01-04' + i * interval '12 hours'
         else timestamptz '2024-11-01' + (i - 2600) * 730 / 1400 * interval '1 day' end as joined
  from person
)
insert into sales.customer
  (public_id, email, full_name, phone, language, preferences, newsletter, referred_by, created_at, updated_at,
   deleted_at)
select
  md5('customer ' || i)::uuid,
  case language when 'ar' then 'amal' when 'pl' then 'klient' else 'kunde' end || '.' || i || '@'
    || pg_temp.pick(array['example.com', 'example.org', 'mail.example', 'post.example'], given),
  case language
    when 'de' then pg_temp.pick(array['Jürgen', 'Anna', 'Sören', 'Käthe', 'Jörg', 'Lea', 'Uğur', 'Ute'], given) || ' ' ||
      pg_temp.pick(array['Müller', 'Groß', 'Weiß', 'Schäfer', 'von der Höhe', 'Öztürk', 'Straßer', 'Klein'], family)
    when 'pl' then pg_temp.pick(array['Łucja', 'Paweł', 'Żaneta', 'Michał', 'Świętosława', 'Jan'], given) || ' ' ||
      pg_temp.pick(array['Wójcik', 'Dąbrowska', 'Żółć', 'Kowalczyk', 'Brzęczyszczykiewicz'], family)
    when 'ar' then pg_temp.pick(array['ليلى', 'محمد', 'فاطمة', 'يوسف', 'أمل'], given) || ' ' ||
      pg_temp.pick(array['الحسن', 'حداد', 'النجار', 'خوري'], family)
    else pg_temp.pick(array['Zoë', 'Seán', 'Null', 'Mary-Jane'], given) || ' ' ||
      pg_temp.pick(array['O''Neill', 'Smith', 'Test', 'D''Arcy 🌻'], family)
  end,
  case when phone < 0.64 then '+49 30 ' || (1000000 + floor(phone * 8999999))::int end,
  language,
  case when age < 0.5 then '{}'::jsonb
       else jsonb_build_object('theme', pg_temp.pick(array['dark', 'light', 'auto'], family),
                               'sizes', jsonb_build_object('shoes', 36 + i % 11)) end,
  age < 0.41,
  case when fate < 0.15 and i > 10 then 1 + floor(power(fate / 0.15, 2) * (i - 1)) end,
  joined,
  joined + age * (timestamptz '2026-10-31' - joined),
  case when fate > 0.97 and i > 50 then timestamptz '2026-10-01' - age * interval '200 days' end
from named;

with place as (
  select c.id, n, (c.id * 7 + n * 3) % 11 as town, c.language
  from sales.customer as c cross join generate_series(1, 2) as n
  where n = 1 or c.id % 20 < 7
)
insert into sales.address (customer_id, position, label, address)
select
  id, n, case when n = 2 then pg_temp.pick(array['Büro', 'Oma & Opa 👵', 'Packstation'], id % 3 / 3.0) end,
  case language
    when 'pl' then row('ul. Świętego Marcina ' || 1 + id % 90, '61-80' || id % 10,
      (array['Poznań', 'Łódź', 'Kraków', 'Gdańsk'])[1 + town % 4], 'PL')::public.postal_address
    when 'ar' then row('شارع الشيخ زايد ' || 1 + id % 400, null,
      (array['دبي', 'أبو ظبي'])[1 + town % 2], 'AE')::public.postal_address
    else row((array['Hauptstraße', 'Bäckergasse', 'Am Mühlbach', 'Königsallee'])[1 + id % 4] || ' ' || 1 + id % 120,
      lpad((10115 + id * 17 % 80000)::text, 5, '0'),
      (array['Berlin', 'Köln', 'München', 'Düsseldorf', 'Göttingen', 'Wien', 'Zürich'])[1 + town % 7],
      case town % 7 when 5 then 'AT' when 6 then 'CH' else 'DE' end)::public.postal_address
  end
from place;

insert into sales.campaign (name, during)
select
  (array['Frühling 🌷', 'Sommer ☀️', 'Herbst 🍂', 'Weihnachten 🎄'])[1 + n % 4] || ' ' || 2025 + n / 4,
  daterange((date '2025-03-01' + make_interval(months => n * 3))::date,
            (date '2025-03-22' + make_interval(months => n * 3))::date)
from generate_series(0, 6) as n;

insert into sales.voucher (code, campaign_id, percent_off, amount_off, valid_during)
select
  case when n % 3 = 0 then 'DANKE' when n % 3 = 1 then 'HALLO' else 'ŻUBR' end || n,
  case when n % 2 = 0 then 1 + n % 7 end,
  case when n % 4 > 0 then 5 * (1 + n % 4) end,
  case when n % 4 = 0 then 10 end,
  tstzrange(timestamptz '2024-11-01' + make_interval(days => n * 6), case when n % 9 > 0
            then timestamptz '2024-12-15' + make_interval(days => n * 6) end)
from generate_series(1, 120) as n;
