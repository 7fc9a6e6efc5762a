-- Warehouses, stock and shipments.

create table fulfilment.warehouse (
  id smallint generated always as identity primary key,
  code text not null unique check (code ~ '^[A-Z]{3}[0-9]$'),
  address public.postal_address not null,
  opened_on date not null,
  manager_id bigint references staff.employee
);

create table fulfilment.carrier (
  id smallint generated always as identity primary key,
  name text not null unique,
  tracking_url text check (tracking_url like 'https://%{code}%')
);

create table fulfilment.stock (
  warehouse_id smallint not null references fulfilment.warehouse,
  variant_id bigint not null references catalog.product_variant,
  on_hand integer not null check (on_hand >= 0),
  reserved integer not null default 0,
  available integer generated always as (on_hand - reserved) stored,
  shelf text,
  updated_at timestamptz not null default now(),
  primary key (warehouse_id, variant_id),
  constraint stock_reserved_within_on_hand check (reserved between 0 and on_hand)
);

create table fulfilment.stock_audit (
  id bigint generated always as identity primary key,
  warehouse_id smallint not null,
  variant_id bigint not null,
  before integer,
  after integer,
  changed_by text not null default current_user,
  changed_at timestamptz not null default now(),
  foreign key (warehouse_id, variant_id) references fulfilment.stock (warehouse_id, variant_id)
);

create table fulfilment.shipment (
  id bigint generated always as identity primary key,
  order_id bigint not null references sales."order",
  warehouse_id smallint not null references fulfilment.warehouse,
  carrier_id smallint not null references fulfilment.carrier,
  tracking_code text not null unique,
  size_cm smallint[] check (array_length(size_cm, 1) = 3),
  weight_grams integer check (weight_grams > 0),
  shipped_at timestamptz not null,
  delivered_at timestamptz,
  check (delivered_at >= shipped_at)
);

create table fulfilment.shipment_event (
  shipment_id bigint not null references fulfilment.shipment on delete cascade,
  occurred_at timestamptz not null,
  scan fulfilment.scan not null,
  place text,
  primary key (shipment_id, occurred_at)
) partition by range (occurred_at);

create table fulfilment.shipment_event_rest partition of fulfilment.shipment_event default;

create procedure fulfilment.add_shipment_event_month(month date) language plpgsql as $$
begin
  month := date_trunc('month', month);
  execute format(
    'create table if not exists fulfilment.%I partition of fulfilment.shipment_event for values from (%L) to (%L)',
    'shipment_event_' || to_char(month, 'YYYY_MM'),
    month::timestamp at time zone 'UTC', (month + interval '1 month') at time zone 'UTC');
end
$$;

do $$
begin
  for back in 0..12 loop
    call fulfilment.add_shipment_event_month((date '2026-11-01' - make_interval(months => back))::date);
  end loop;
end
$$;

comment on table fulfilment.warehouse is 'Where the goods lie.';
comment on table fulfilment.carrier is 'Who brings them.';
comment on column fulfilment.carrier.tracking_url is '{code} stands for the tracking code.';
comment on table fulfilment.stock is
  'How many of a variant lie in a warehouse. Every change is audited by a trigger.';
comment on column fulfilment.stock.reserved is 'Promised to orders that are not packed yet.';
comment on table fulfilment.stock_audit is 'Written by the trigger stock_audited only.';
comment on table fulfilment.shipment is 'One parcel. An order may need several.';
comment on column fulfilment.shipment.size_cm is 'Length, width, height.';
comment on table fulfilment.shipment_event is
  'Scans of the carriers, one partition a month. Older than a year: archived and dropped.';
comment on procedure fulfilment.add_shipment_event_month is 'Called by a cron job before each month begins.';
