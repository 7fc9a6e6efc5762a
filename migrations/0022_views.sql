-- Which name is taken by which view of a connection: taken before the event, so that two at once do not both get it.
create table app.view_name (
  connection_id uuid not null,
  name text not null,
  team_id uuid not null,
  view_id uuid not null,
  taken_at timestamptz not null default now(),
  primary key (connection_id, name)
);

-- Up to which edit of a draft its authors are named in a commit; the store of drafts knows what it means.
create table app.view_draft_mark (
  view_id uuid not null,
  branch text not null,
  team_id uuid not null,
  mark bytea not null,
  primary key (view_id, branch)
);

-- Written by the projection `view`. Contents are json and not jsonb: they are given back as they are, and never searched.
create table read.view (
  view_id uuid primary key,
  team_id uuid not null,
  connection_id uuid not null,
  name text not null,
  description text not null,
  profile text not null check (profile in ('nocode', 'sql')),
  head integer not null,
  version text,
  archived boolean not null,
  lock_owner text,
  lock_until timestamptz,
  lock_reason text,
  created_by text not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  revision integer not null
);
create index view_of_team on read.view (team_id, name);
create index view_of_connection on read.view (connection_id);
create table read.view_branch (
  view_id uuid not null,
  name text not null,
  team_id uuid not null,
  head integer not null,
  base integer,
  from_branch text,
  created_by text not null,
  created_at timestamptz not null,
  primary key (view_id, name)
);
create table read.view_commit (
  view_id uuid not null,
  commit integer not null,
  team_id uuid not null,
  branch text not null,
  parents integer[] not null,
  content json not null,
  content_hash text not null,
  dependencies text[] not null,
  message text not null,
  contributors text[] not null,
  by_id text not null,
  at timestamptz not null,
  primary key (view_id, commit)
);
create index view_commit_of_branch on read.view_commit (view_id, branch, commit);
create table read.view_version (
  view_id uuid not null,
  version text not null,
  team_id uuid not null,
  revision integer not null,
  commit integer not null,
  content_hash text not null,
  notes text not null,
  bump text not null check (bump in ('major', 'minor', 'patch')),
  proposed text not null check (proposed in ('major', 'minor', 'patch')),
  reason text,
  restores text,
  changes json not null,
  columns json not null,
  by_id text not null,
  at timestamptz not null,
  primary key (view_id, version)
);

-- Written by the projection `view-figures`: what running a view showed last.
create table read.view_figures (
  view_id uuid primary key,
  team_id uuid not null,
  last_preview_ms double precision,
  last_execution_ms double precision,
  estimated_rows double precision,
  measured_at timestamptz not null,
  revision integer not null
);

-- Written by the projection `view-comments`.
create table read.view_comment (
  comment_id uuid primary key,
  view_id uuid not null,
  team_id uuid not null,
  revision integer not null,
  branch text not null,
  anchor json not null,
  resolved boolean not null
);
create index view_comment_of_view on read.view_comment (view_id, revision);
create table read.view_comment_message (
  message_id uuid primary key,
  comment_id uuid not null,
  view_id uuid not null,
  team_id uuid not null,
  revision integer not null,
  by_id text not null,
  text text not null,
  mentions text[] not null,
  at timestamptz not null
);
create index view_comment_message_of_view on read.view_comment_message (view_id, revision);

do $$
declare t text;
begin
  foreach t in array array['app.view_name', 'app.view_draft_mark', 'read.view', 'read.view_branch', 'read.view_commit',
                           'read.view_version', 'read.view_figures', 'read.view_comment', 'read.view_comment_message']
  loop
    execute 'alter table ' || t || ' enable row level security';
    execute 'create policy tenant on ' || t || ' to pgai_api using (team_id = app.current_team())';
  end loop;
end
$$;
grant select, insert, update, delete on app.view_name, app.view_draft_mark to pgai_api;
grant select on read.view, read.view_branch, read.view_commit, read.view_version, read.view_figures,
  read.view_comment, read.view_comment_message to pgai_api;
