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
