-- Departments, people, shifts. Shared by all data files: pick(), which takes the item at a share of a list.

create function pg_temp.pick(items text[], share double precision) returns text language sql immutable as
$$ select items[1 + floor(share * cardinality(items))::int] $$;

select setseed(0.11);

insert into staff.department (name, head_id) values
  ('Geschäftsführung', 1), ('Einkauf', 2), ('Magazyn', 3), ('Kundenservice', 4), ('Entwicklung', 5),
  ('المبيعات', 6);

-- The first six lead; everybody else reports to the head of the department or to a team lead below it.
with person as materialized (
  select i, random() as given, random() as family, random() as pay, random() as hired, random() as fate
  from generate_series(1, 60) as i
)
insert into staff.employee
  (department_id, manager_id, full_name, email, languages, monthly_salary, hired_on, left_on)
select
  case when i <= 6 then i when i % 5 < 3 then 3 else 2 + i % 5 end,
  case when i = 1 then null when i <= 6 then 1 when i <= 15 then case when i % 5 < 3 then 3 else 2 + i % 5 end
       else 7 + i % 9 end,
  pg_temp.pick(array['Jürgen', 'Małgorzata', 'Łukasz', 'Käthe', 'Zoë', 'Omar', 'ليلى', 'Björn', 'Şebnem'], given)
    || ' ' ||
  pg_temp.pick(array['Groß', 'Wiśniewska', 'Żak', 'Müller', 'O''Brien', 'حسن', 'Schröder', 'Yılmaz'], family),
  'staff' || i || '@shop.example',
  (array['{de,en}', '{pl,de}', '{ar,en,de}', '{de}', '{}'])[1 + i % 5]::text[],
  round((2600 + 2400 * power(pay, 3) + case when i <= 6 then 3500 else 0 end)::numeric, -1),
  date '2012-03-01' + floor(hired * 4200)::int,
  case when i > 6 and fate < 0.12 then date '2025-01-01' + floor(fate * 5000)::int end
from person;

insert into staff.shift (employee_id, "start", "end", break_minutes)
select
  e.id,
  day + make_interval(hours => 5 + (e.id % 3)::int * 4),
  day + make_interval(hours => 13 + (e.id % 3)::int * 4, mins => 15 * ((e.id + extract(day from day))::int % 3)),
  case when e.id % 7 = 0 then 45 else 30 end
from staff.employee as e
cross join generate_series(timestamptz '2026-06-01', '2026-10-31', interval '1 day') as day
where extract(isodow from day) <= 5 + (e.id % 2) and (e.left_on is null or day < e.left_on);
