-- Erasure: a destroyed key leaves its row as a tombstone, so that no key for that person is ever made again. Written by
-- libs/vault and the job erase-person.
alter table app.subject_key
  alter column wrapped_key drop not null,
  add column erased_at timestamptz,
  add constraint subject_key_or_tombstone check ((wrapped_key is null) = (erased_at is not null));

-- Requests of people to be erased, one row a person, the newest request; written by the projection `erasure`.
create table read.erasure (
  user_id uuid primary key,
  approval text not null check (approval in ('owner', 'self')),
  status text not null check (status in ('requested', 'approved', 'withdrawn', 'rejected', 'erased')),
  requested_at timestamptz not null,
  decided_at timestamptz,
  decided_by text,
  erased_at timestamptz,
  revision integer not null
);
create index erasure_waiting on read.erasure (status, requested_at);

-- How long derived rows are kept, per team and for the deployment (scope `deployment`), and what the last run took away;
-- written by the projection `retention`.
create table read.retention (
  scope text primary key,
  days jsonb,
  set_at timestamptz,
  set_by text,
  last_run_at timestamptz,
  last_removed jsonb,
  revision integer not null
);

-- What a run of the retention job removed, in the transaction that removed it: a run that is repeated says the same.
-- Written and, after 90 days, emptied by the job apply-retention.
create table app.retention_run (
  scope text not null,
  run text not null,
  removed jsonb not null,
  created_at timestamptz not null default now(),
  primary key (scope, run)
);

-- Access reviews of teams, and every right under review with what was decided; written by the projection `access-review`.
create table read.access_review (
  review_id uuid primary key,
  team_id uuid not null,
  scope text not null check (scope in ('all', 'privileged')),
  started_at timestamptz not null,
  started_by text not null,
  due_at timestamptz not null,
  completed_at timestamptz,
  completed_by text,
  revision integer not null
);
create index access_review_of_team on read.access_review (team_id, started_at desc);

create table read.access_review_line (
  review_id uuid not null,
  team_id uuid not null,
  subject_kind text not null check (subject_kind in ('user', 'api_key')),
  subject_id text not null,
  role text not null,
  grants jsonb not null,
  since timestamptz not null,
  last_used_at timestamptz,
  decision text check (decision in ('keep', 'revoke')),
  decided_at timestamptz,
  decided_by text,
  revoked_at timestamptz,
  refused text,
  primary key (review_id, subject_kind, subject_id)
);

-- A person sees the own request, and a team those of its members.
alter table read.erasure enable row level security;
create policy person on read.erasure for select to pgai_api using (user_id = app.current_person());
create policy tenant on read.erasure for select to pgai_api using (
  user_id in (select m.user_id from read.team_member m where m.team_id = app.current_team()));

alter table read.retention enable row level security;
create policy tenant on read.retention for select to pgai_api using (
  scope = app.current_team()::text or (scope = 'deployment' and app.current_team() is not null));

alter table app.retention_run enable row level security; -- for jobs alone: no policy shows the API a row
grant select on app.retention_run to pgai_api;

alter table read.access_review enable row level security;
create policy tenant on read.access_review for select to pgai_api using (team_id = app.current_team());
alter table read.access_review_line enable row level security;
create policy tenant on read.access_review_line for select to pgai_api using (team_id = app.current_team());
grant select on read.erasure, read.retention, read.access_review, read.access_review_line to pgai_api;

-- That an account was erased may be known wherever its id is: nothing of the person is left in it.
create policy erased on read.account for select to pgai_api using (
  name is null and email is null and coalesce(app.current_team(), app.current_person()) is not null);

-- When the members of the current team were last there: sessions are nobody's but their person's, this one time excepted.
create function app.members_last_seen() returns table (user_id uuid, last_seen_at timestamptz)
language sql stable security definer set search_path = '' as $$
  select s.user_id, max(s.last_seen_at) from app.session s
  where s.user_id in (select m.user_id from read.team_member m where m.team_id = app.current_team())
  group by s.user_id
$$;
revoke execute on function app.members_last_seen() from public;
grant execute on function app.members_last_seen() to pgai_api;

-- What the current person did, and what happened to their account, whatever team it was in, oldest first.
create function read.own_entries(after bigint, entries integer)
returns table (leaf_index bigint, "position" bigint, stream text, revision bigint, action text, team_id text,
  actor_kind text, at timestamptz, data json, personal text)
language sql stable security definer set search_path = '' as $$
  select e.leaf_index, e.position, e.stream, e.revision, e.action, e.team_id, e.actor_kind, e.at, e.data,
    e.metadata #>> '{personal,$sealed}'
  from read.ledger_entry e
  where e.leaf_index > after
    and (e.stream = 'user-' || app.current_person() or (e.actor_kind = 'user' and e.actor_id = app.current_person()::text))
  order by e.leaf_index limit entries
$$;
revoke execute on function read.own_entries(bigint, integer) from public;
grant execute on function read.own_entries(bigint, integer) to pgai_api;
