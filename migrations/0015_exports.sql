-- Exports of the audit that somebody asked for; written by the projection `audit-export`. recipient is sealed under the
-- id of the export.
create table read.audit_export (
  export_id uuid primary key,
  team_id uuid not null,
  format text not null check (format in ('csv', 'jsonl')),
  filter jsonb not null,
  recipient jsonb not null,
  status text not null check (status in ('waiting', 'making', 'ready', 'rejected', 'failed', 'expired')),
  requested_by text not null,
  requested_at timestamptz not null,
  decided_by text,
  rows integer,
  bytes bigint,
  sha256 text,
  expires_at timestamptz,
  failure text,
  downloads integer not null,
  changed_at timestamptz not null,
  revision integer not null
);
create index audit_export_of_team on read.audit_export (team_id, requested_at);
alter table read.audit_export enable row level security;
create policy tenant on read.audit_export for select to pgai_api using (team_id = app.current_team());
grant select on read.audit_export to pgai_api;

-- Their files, until they expire; written by the job that makes them. A file is there once its row is.
create table app.export_file (
  export_id uuid primary key,
  team_id uuid not null,
  rows integer not null,
  bytes bigint not null,
  sha256 text not null,
  tree_size bigint not null,
  manifest text not null,
  expires_at timestamptz not null
);
create table app.export_chunk (
  export_id uuid not null references app.export_file on delete cascade deferrable initially deferred,
  team_id uuid not null,
  n integer not null,
  bytes bytea not null,
  primary key (export_id, n)
);
alter table app.export_file enable row level security;
create policy tenant on app.export_file for select to pgai_api using (team_id = app.current_team());
alter table app.export_chunk enable row level security;
create policy tenant on app.export_chunk for select to pgai_api using (team_id = app.current_team());
grant select on app.export_file, app.export_chunk to pgai_api;
