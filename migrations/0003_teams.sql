-- Teams and who is in them; written by the projection `team-list`.
create table read.team_list (
  team_id uuid primary key,
  name text not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  revision integer not null
);

create table read.team_member (
  team_id uuid not null,
  user_id uuid not null,
  role text not null check (role in ('owner', 'admin', 'developer', 'viewer')),
  joined_at timestamptz not null,
  primary key (team_id, user_id)
);
create index team_member_teams_of_user on read.team_member (user_id);
