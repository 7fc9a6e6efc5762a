-- Categories, brands, products with variants, translations and price history.

select setseed(0.23);

insert into catalog.category (parent_id, slug, name) values
  (null, 'kleidung', 'Kleidung'), (null, 'wohnen', 'Wohnen'), (null, 'kueche', 'Küche'),
  (null, 'technik', 'Technik'), (null, 'spiel', 'Spiel & Spaß 🎲'),
  (1, 'jacken', 'Jacken'), (1, 'schuhe', 'Schuhe'), (1, 'muetzen', 'Mützen'), (2, 'lampen', 'Lampen'),
  (2, 'teppiche', 'Teppiche'), (3, 'toepfe', 'Töpfe'), (3, 'messer', 'Messer'), (4, 'kopfhoerer', 'Kopfhörer'),
  (4, 'ladegeraete', 'Ladegeräte'), (5, 'brettspiele', 'Brettspiele'), (6, 'regenjacken', 'Regenjacken'),
  (6, 'winterjacken', 'Winterjacken'), (7, 'wanderschuhe', 'Wanderschuhe'), (7, 'hausschuhe', 'Hausschuhe'),
  (9, 'stehlampen', 'Stehlampen');

insert into catalog.brand (name, country, website) values
  ('Nordwind', 'DE', 'https://nordwind.example'), ('Żubr Outdoor', 'PL', 'https://zubr.example'),
  ('Käsekrone', 'CH', null), ('بيت النور', 'AE', 'https://baytalnoor.example'), ('Fjäll & Söhne', 'DE', null),
  ('Les Étoiles', 'FR', 'https://etoiles.example'), ('Kraków Ceramika', 'PL', null), ('Nordwind', 'DK', null),
  ('Tiny Robots 🤖', null, null), ('Øst', 'DK', 'https://oest.example');

with draft as materialized (
  select i, i % 15 as kind, random() as model, random() as brand, random() as fate, random() as cost,
         random() as age, random() as tag
  from generate_series(1, 400) as i
)
insert into catalog.product
  (category_id, brand_id, sku, name, status, tags, attributes, purchase_price, created_at, updated_at)
select
  6 + kind,
  case when brand > 0.07 then 1 + floor(power(brand, 2) * 10) end,
  pg_temp.pick(array['JAC', 'SHO', 'HAT', 'LAM', 'RUG', 'POT', 'KNI', 'AUD', 'PWR', 'FUN', 'JAC', 'JAC', 'SHO',
    'SHO', 'LAM'], kind / 15.0) || '-' || lpad(i::text, 4, '0'),
  pg_temp.pick(array['Jacke', 'Turnschuhe', 'Mütze', 'Laterne', 'Teppich', 'Kochtopf', 'Küchenmesser', 'Kopfhörer',
    'Ladegerät', 'Brettspiel', 'Regenjacke', 'Winterjacke', 'Wanderschuhe', 'Hausschuhe', 'Stehlampe'], kind / 15.0)
    || ' ' ||
  pg_temp.pick(array['Nordlicht', 'Żyrafa 🦒', 'Słońce', 'نور', 'Größenwahn', 'Ćma', 'Klassik', 'L''Été',
    '"Moin"'], model) || ' ' || i,
  case when fate < 0.06 then 'draft' when fate < 0.17 then 'discontinued' else 'active' end,
  (array['{}', '{neu}', '{bestseller,neu}', '{sale}', '{öko,fair}', '{świąteczne}'])
    [1 + floor(tag * 6)::int]::text[],
  jsonb_strip_nulls(jsonb_build_object(
    'material', pg_temp.pick(array['Wolle', 'Baumwolle', 'Stahl', 'Holz', null], tag),
    'warranty_months', (array[12, 24, 36, null])[1 + floor(age * 4)::int],
    'dimensions', case when i % 3 = 0 then jsonb_build_object('w', 10 + i % 50, 'h', 5 + i % 30) end)),
  case when fate > 0.02 then round((2 + 90 * power(cost, 3))::numeric, 2) end,
  timestamptz '2021-02-01' + floor(age * 1300) * interval '1 day',
  timestamptz '2026-01-01' + floor(tag * 300) * interval '1 day'
from draft;

with draft as materialized (
  select p.id, p.sku, p.purchase_price, n, 1.6 + 0.9 * random() as margin, random() as weight
  from (select id, sku, purchase_price from catalog.product order by id offset 0) as p
  cross join lateral generate_series(1, 1 + (p.id % 5)::int) as n
)
insert into catalog.product_variant (product_id, sku, "größe", colour, price, weight_grams)
select
  id, sku || '-' || n,
  case when id % 5 > 0 then (array['XS', 'S', 'M', 'L', 'XL'])[n] end,
  (array['blau', 'grün', 'weiß', 'żółty', 'أسود', null])[1 + ((id + n) % 6)::int],
  floor(coalesce(purchase_price, 15) * margin) + 0.99,
  80 + floor(power(weight, 3) * 7000)::int
from draft;

insert into catalog.product_translation (product_id, language, name, description)
select
  p.id, t.language, t.prefix || ' ' || p.id,
  case when (p.id + length(t.prefix)) % 4 > 0 then t.description end
from catalog.product as p
cross join (values
  ('de', 'Artikel', 'Sorgfältig gefertigt, für drinnen und draußen. Größe fällt normal aus.'),
  ('pl', 'Artykuł', 'Starannie wykonany, do domu i na zewnątrz. Może ulec zażółceniu.'),
  ('ar', 'منتج', 'مصنوع بعناية للاستخدام داخل المنزل وخارجه.'),
  ('en', 'Item', 'Carefully made, for in and out of doors. Fun for all 🎉')
) as t (language, prefix, description);

with change as materialized (
  select v.id, v.price, back, random() as factor
  from (select id, price from catalog.product_variant order by id offset 0) as v
  cross join lateral generate_series(0, (v.id % 5)::int) as back
)
insert into catalog.price_change (variant_id, valid_from, price, changed_by)
select
  id, (date '2026-09-01' - make_interval(months => back * 5) - make_interval(days => (id % 28)::int))::date,
  case when back = 0 then price else greatest(round((price * (0.8 + 0.3 * factor))::numeric, 2), 0.99) end,
  case when factor > 0.3 then 2 + floor(factor * 10) end
from change;
