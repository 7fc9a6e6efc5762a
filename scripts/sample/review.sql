-- Opinions of customers about products. Apart from catalog.sql, because it needs the customers.

create table catalog.review (
  id bigint generated always as identity primary key,
  product_id bigint not null references catalog.product on delete cascade,
  customer_id bigint not null references sales.customer on delete cascade,
  rating smallint not null check (rating between 1 and 5),
  language char(2) not null,
  body text,
  status text not null default 'pending' check (status in ('pending', 'published', 'rejected')),
  created_at timestamptz not null default now(),
  unique (product_id, customer_id)
);

comment on table catalog.review is
  'Opinions of customers. Row-level security publishes the moderated ones only.';
comment on column catalog.review.body is 'In the language of the customer; null if there are only stars.';
