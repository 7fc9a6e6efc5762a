-- How large the query of a view may be in a team; no row: the usual limits. Written by the projection `team-list`.
create table read.team_view_limits (
  team_id uuid primary key,
  tables integer not null,
  joins integer not null,
  columns integer not null,
  expressions integer not null,
  set_at timestamptz not null
);
alter table read.team_view_limits enable row level security;
create policy tenant on read.team_view_limits for select to pgai_api using (team_id = app.current_team());
grant select on read.team_view_limits to pgai_api;
