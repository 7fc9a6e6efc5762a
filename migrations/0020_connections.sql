-- Keys and secrets of teams, sealed. A secret names the key it is sealed under, so that keys can change while it is read.
create table app.team_key (
  key_id uuid primary key,
  team_id uuid not null,
  wrapped_key bytea not null,
  created_at timestamptz not null default clock_timestamp(),
  unique (key_id, team_id)
);
create index team_key_of_team on app.team_key (team_id);

create table app.secret (
  secret_id uuid primary key,
  team_id uuid not null,
  owner_id uuid not null,
  key_id uuid not null,
  cipher_text bytea not null,
  created_at timestamptz not null default now(),
  foreign key (key_id, team_id) references app.team_key (key_id, team_id)
);
create index secret_of_owner on app.secret (owner_id);
create index secret_of_key on app.secret (key_id);

-- Which name is taken by which connection of a team: taken before the event, so that two at once do not both get it.
create table app.connection_name (
  team_id uuid not null,
  name_key text not null,
  connection_id uuid not null,
  taken_at timestamptz not null default now(),
  primary key (team_id, name_key)
);

-- Connections and what became of them; written by the projection `connection`.
create table read.connection (
  connection_id uuid primary key,
  team_id uuid not null,
  name text not null,
  engine text not null,
  host text not null,
  port integer not null,
  database text not null,
  username text not null,
  ssl_mode text not null,
  pool_min integer not null,
  pool_max integer not null,
  overrides text[] not null,
  fingerprint text not null,
  credential_at timestamptz not null,
  status text not null check (status in ('active', 'disabled', 'archived')),
  health text not null check (health in ('unknown', 'healthy', 'degraded', 'down')),
  health_reason text,
  health_since timestamptz not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  revision integer not null
);
create index connection_of_team on read.connection (team_id, name);

create table read.connection_history (
  connection_id uuid not null,
  revision integer not null,
  team_id uuid not null,
  type text not null,
  at timestamptz not null,
  actor_kind text not null,
  actor_id text not null,
  data jsonb not null,
  primary key (connection_id, revision)
);
create index connection_history_by_type on read.connection_history (connection_id, type, revision desc);

-- When a connection is looked at next, and what the last look found. `next_at` is a lease as well: whoever takes a row
-- moves it on first, so a projector that dies in between costs one round. Null: never.
create table app.connection_check (
  connection_id uuid primary key,
  team_id uuid not null,
  next_at timestamptz default now(),
  failures integer not null default 0,
  checked_at timestamptz,
  ms real,
  code text,
  detail text,
  server jsonb
);
create index connection_check_due on app.connection_check (next_at);

create table app.connection_latency (
  connection_id uuid not null,
  at timestamptz not null default clock_timestamp(),
  team_id uuid not null,
  ms real,
  primary key (connection_id, at)
);
create index connection_latency_age on app.connection_latency (at);

do $$
declare t text;
begin
  foreach t in array array['app.team_key', 'app.secret', 'app.connection_name', 'app.connection_check',
                           'app.connection_latency', 'read.connection', 'read.connection_history']
  loop
    execute 'alter table ' || t || ' enable row level security';
    execute 'create policy tenant on ' || t || ' to pgai_api using (team_id = app.current_team())';
  end loop;
end
$$;
grant select, insert, update, delete on app.team_key, app.secret, app.connection_name to pgai_api;
grant select on app.connection_check, app.connection_latency, read.connection, read.connection_history to pgai_api;
