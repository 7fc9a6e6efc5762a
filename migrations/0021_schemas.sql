-- What was read of the teams' databases, as compressed JSON under its own hash: two readings with the same content are one
-- row. Written by whoever read it, before the event that names it.
create table app.schema_snapshot (
  team_id uuid not null,
  content_hash text not null,
  body bytea not null,
  created_at timestamptz not null default now(),
  primary key (team_id, content_hash)
);

-- Which snapshot is the newest of a connection, the fingerprint it goes with, and when to look again. `next_at` is a lease as
-- well: whoever takes a row moves it on first, so one that dies in between costs one round.
create table app.schema_watch (
  connection_id uuid primary key,
  team_id uuid not null,
  next_at timestamptz not null default now(),
  content_hash text,
  version_hash text,
  fingerprint bytea,
  read_at timestamptz,
  checked_at timestamptz,
  check_ms real
);
create index schema_watch_due on app.schema_watch (next_at);

-- Written by the projection `schema`: the newest state, the changes that led to it, and what people noted.
create table read.schema_state (
  connection_id uuid primary key,
  team_id uuid not null,
  version_hash text,
  counts jsonb,
  server_version integer,
  changed_at timestamptz,
  failure_code text,
  failure_detail text,
  failed_at timestamptz,
  revision integer not null
);
create table read.schema_version (
  connection_id uuid not null,
  revision integer not null,
  team_id uuid not null,
  at timestamptz not null,
  version_hash text not null,
  content_hash text not null,
  server_version integer not null,
  counts jsonb not null,
  primary key (connection_id, revision)
);
create index schema_version_by_hash on read.schema_version (connection_id, version_hash, revision desc);
create table read.schema_change (
  connection_id uuid not null,
  revision integer not null,
  team_id uuid not null,
  at timestamptz not null,
  from_hash text not null,
  to_hash text not null,
  class text not null,
  change_count integer not null,
  changes jsonb not null,
  decision text check (decision in ('adopted', 'ignored')),
  note text,
  decided_by text,
  decided_at timestamptz,
  primary key (connection_id, revision)
);
create index schema_change_newest on read.schema_change (connection_id, at desc);
create table read.schema_note (
  connection_id uuid not null,
  oid bigint not null,
  column_number integer not null,
  team_id uuid not null,
  name text not null,
  text text not null,
  by_kind text not null,
  by_id text not null,
  at timestamptz not null,
  primary key (connection_id, oid, column_number)
);

do $$
declare t text;
begin
  foreach t in array array['app.schema_snapshot', 'app.schema_watch', 
    'read.schema_state', 'read.schema_version', 'read.schema_change', 'read.schema_note']
  loop
    execute 'alter table ' || t || ' enable row level security';
    execute 'create policy tenant on ' || t || ' to pgai_api using (team_id = app.current_team())';
  end loop;
end
$$;
grant select, insert on app.schema_snapshot to pgai_api;
grant select, insert, update on app.schema_watch to pgai_api;
grant select on read.schema_state, read.schema_version, read.schema_change, read.schema_note to pgai_api;
