-- Who may do what. :"anon" and :"api" are the roles PostgREST takes on; psql knows the notation too.

alter table catalog.product enable row level security;
alter table catalog.review enable row level security;
alter table sales.customer enable row level security;
alter table sales.address enable row level security;
alter table sales."order" enable row level security;
alter table sales.order_line enable row level security;

create policy active_products on catalog.product for select to :"anon" using (status = 'active');
create policy all_products on catalog.product for select to :"api" using (true);
create policy published_reviews on catalog.review for select to :"anon", :"api" using (status = 'published');
create policy own_reviews on catalog.review for all to :"api"
  using (customer_id = sales.claim('customer_id')::bigint)
  with check (customer_id = sales.claim('customer_id')::bigint and status = 'pending');
create policy own_account on sales.customer for all to :"api" using (id = sales.claim('customer_id')::bigint);
create policy own_addresses on sales.address for all to :"api"
  using (customer_id = sales.claim('customer_id')::bigint);
create policy own_orders on sales."order" for select to :"api"
  using (customer_id = sales.claim('customer_id')::bigint);
create policy staff_sees_orders on sales."order" for select to :"api" using (sales.claim('staff')::boolean);
create policy lines_of_visible_orders on sales.order_line for select to :"api"
  using (exists (select from sales."order" as o where o.id = order_id));
comment on policy lines_of_visible_orders on sales.order_line is 'The policies of the order decide.';

revoke execute on all functions in schema api, sales, catalog, staff, fulfilment from public;
grant usage on schema api to :"anon", :"api";
grant select on api.products, api.variants, api.reviews, api.best_sellers to :"anon", :"api";
grant execute on function api.search_products, api.track, catalog.category_path, sales.claim to :"anon", :"api";
grant select on api.orders, api.order_lines, api.profile to :"api";
grant insert (product_id, customer_id, rating, language, body), delete on api.reviews to :"api";
grant update (phone, newsletter) on api.profile to :"api";
grant execute on function api.place_order, sales.format_address to :"api";

-- The views run with the caller's rights, so the caller needs exactly the columns behind them.
grant usage on schema catalog to :"anon", :"api";
grant select (id, category_id, brand_id, sku, name, tags, attributes, status, created_at) on catalog.product
  to :"anon", :"api";
grant select on catalog.brand, catalog.category, catalog.product_variant, catalog.review to :"anon", :"api";
grant insert (product_id, customer_id, rating, language, body), delete on catalog.review to :"api";
grant select (id, full_name, email, phone, language, newsletter, preferences) on sales.customer to :"api";
grant update (phone, newsletter) on sales.customer to :"api";
grant select on sales."order", sales.order_line to :"api";
