-- What /api/me says of an account; written by the projection `account`.
alter table read.account
  add column email_verified boolean not null default false,
  add column second_factor boolean not null default false;

-- The second factor of a person; written by the API. secret: of the authenticator app, sealed under the person's key.
-- Not confirmed: shown once, and of no effect until a code shows that it arrived. last_step: the time step of the code
-- that was used last; no earlier one is taken again.
create table app.second_factor (
  user_id uuid primary key,
  secret text not null,
  confirmed_at timestamptz,
  last_step bigint not null default 0,
  created_at timestamptz not null default now()
);

-- Keyed hashes of the codes for who has lost the app; each opens once.
create table app.recovery_code (
  user_id uuid not null,
  code_hash bytea not null,
  used_at timestamptz,
  primary key (user_id, code_hash)
);

alter table app.second_factor enable row level security;
create policy person on app.second_factor to pgai_api using (user_id = app.current_person());
alter table app.recovery_code enable row level security;
create policy person on app.recovery_code to pgai_api using (user_id = app.current_person());
grant select, insert, update, delete on app.second_factor, app.recovery_code to pgai_api;

-- Said beside the password, so that signing in without a second factor asks nothing more.
alter table app.credential add column second_factor boolean not null default false;

-- Who signs in through the identity provider. The key is a keyed hash of issuer and subject: it can be found, not read.
-- Found before it is known who asks, as app.credential is.
create table app.identity (
  identity_hash bytea primary key,
  user_id uuid not null unique,
  linked_at timestamptz not null default now()
);
grant select, insert, delete on app.identity to pgai_api;
