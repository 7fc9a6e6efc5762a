-- Made after the rows, which is faster. sales.order_line (variant_id) has none on purpose: a real shop finds
-- that out when somebody deletes a variant, and whoever looks for missing indexes should find it too.

create index employee_by_manager on staff.employee (manager_id);
create index employee_by_department on staff.employee (department_id) where left_on is null;

create index category_children on catalog.category (parent_id);
create index product_by_category on catalog.product (category_id, status);
create index product_by_brand on catalog.product (brand_id);
create index product_search on catalog.product using gin (search);
create index product_tags on catalog.product using gin (tags);
create index product_attributes on catalog.product using gin (attributes jsonb_path_ops);
create index price_change_by_employee on catalog.price_change (changed_by);
create index review_published on catalog.review (product_id, created_at desc) where status = 'published';
create index review_by_customer on catalog.review (customer_id);

create unique index customer_email_once on sales.customer (lower(email)) where deleted_at is null;
create index customer_by_name on sales.customer (lower(full_name) text_pattern_ops);
create index customer_referrals on sales.customer (referred_by) where referred_by is not null;
create index order_of_customer on sales."order" (customer_id, placed_at desc);
create index order_newest on sales."order" (placed_at desc) include (status);
create index order_open on sales."order" (placed_at) where status in ('new', 'paid', 'packed');
create index order_by_voucher on sales."order" (voucher_code) where voucher_code is not null;
create index order_taken_by on sales."order" (taken_by) where taken_by is not null;
create index payment_of_order on sales.payment (order_id);
create unique index payment_reference_once on sales.payment (provider_reference)
  where provider_reference is not null;
create index payment_month on sales.payment (date_trunc('month', captured_at at time zone 'Europe/Berlin'));
create index return_of_line on sales.return_line (order_id, line_no);

create index stock_of_variant on fulfilment.stock (variant_id);
create index stock_running_low on fulfilment.stock (available) where available < 5;
create index stock_audit_of_stock on fulfilment.stock_audit (warehouse_id, variant_id);
create index stock_audit_newest on fulfilment.stock_audit using brin (changed_at);
create index shipment_of_order on fulfilment.shipment (order_id);
create index shipment_by_carrier on fulfilment.shipment (carrier_id);
create index shipment_by_warehouse on fulfilment.shipment (warehouse_id);
create index shipment_under_way on fulfilment.shipment (shipped_at) where delivered_at is null;
create index shipment_event_by_scan on fulfilment.shipment_event (scan, occurred_at);

comment on index sales.customer_email_once is 'Deleted accounts give their address back.';
