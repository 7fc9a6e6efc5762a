-- Functions of the inner schemas, and the triggers.

create function catalog.category_path(leaf integer) returns text language sql stable parallel safe as $$
  with recursive up as (
    select id, parent_id, name, 1 as depth from catalog.category where id = leaf
    union all
    select c.id, c.parent_id, c.name, up.depth + 1 from catalog.category as c join up on up.parent_id = c.id
  )
  select string_agg(name, ' › ' order by depth desc) from up
$$;
comment on function catalog.category_path is 'Names from the root down to a category.';

create function staff.team_of(boss bigint) returns setof staff.employee language sql stable rows 20 as $$
  with recursive team as (
    select e.* from staff.employee as e where e.manager_id = boss
    union
    select e.* from staff.employee as e join team on e.manager_id = team.id
  )
  select * from team
$$;
comment on function staff.team_of is 'Everyone who reports to somebody, at any distance.';

create function sales.format_address(address public.postal_address) returns text language sql immutable parallel safe
begin atomic
  select concat_ws(', ', (address).street, concat_ws(' ', (address).postal_code, (address).city), (address).country);
end;

create function sales.refresh_best_sellers() returns void language plpgsql security definer
set search_path = pg_catalog as $$
begin
  refresh materialized view concurrently sales.best_seller;
end
$$;

create function sales.claim(name text) returns text language sql stable as $$
  select nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> name
$$;
comment on function sales.claim is 'A claim of the token PostgREST accepted; null outside of it.';

create function fulfilment.audit_stock() returns trigger language plpgsql security definer
set search_path = pg_catalog as $$
begin
  insert into fulfilment.stock_audit (warehouse_id, variant_id, before, after, changed_by)
  values (new.warehouse_id, new.variant_id, case when tg_op = 'UPDATE' then old.on_hand end, new.on_hand, session_user);
  return new;
end
$$;
comment on function fulfilment.audit_stock is 'Runs as its owner: who changes stock may not write the audit.';

create trigger product_touched before update on catalog.product
  for each row execute function public.touch_updated_at();
create trigger customer_touched before update on sales.customer
  for each row when (old.* is distinct from new.*) execute function public.touch_updated_at();
create trigger order_touched before update on sales."order"
  for each row execute function public.touch_updated_at();
create trigger stock_touched before update on fulfilment.stock
  for each row execute function public.touch_updated_at();
create trigger stock_audited after insert or update of on_hand on fulfilment.stock
  for each row execute function fulfilment.audit_stock();
