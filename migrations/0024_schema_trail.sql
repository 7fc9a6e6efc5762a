-- Who changed a schema outside pgai, as the trail in the user's database says. Beside the log, as addresses are in no event;
-- kept for 90 days.
create table app.schema_trail (
  connection_id uuid not null,
  txid text not null,
  entry bigint not null,
  team_id uuid not null,
  change text not null,
  at timestamptz not null,
  role text not null,
  application text not null,
  address text,
  command text not null,
  object text not null,
  noted_at timestamptz not null default now(),
  primary key (connection_id, txid, entry)
);
create index schema_trail_by_change on app.schema_trail (connection_id, change, entry);
create index schema_trail_by_age on app.schema_trail (noted_at);
alter table app.schema_trail enable row level security;
create policy tenant on app.schema_trail to pgai_api using (team_id = app.current_team());
grant select, insert on app.schema_trail to pgai_api;

alter table read.schema_change drop constraint schema_change_decision_check;
alter table read.schema_change add constraint schema_change_decision_check
  check (decision in ('adopted', 'ignored', 'reverted'));
