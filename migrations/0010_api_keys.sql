-- API keys as people see them; written by the projection `api-key-list`. limits: the only permissions of its role the key
-- has, null for all of them. owner_id: who looks after it now; issued_by, until it was handed on.
create table read.api_key (
  api_key_id uuid primary key,
  team_id uuid not null,
  name text not null,
  role text not null check (role in ('admin', 'developer', 'viewer')),
  limits jsonb,
  issued_by uuid not null,
  owner_id uuid not null,
  issued_at timestamptz not null,
  expires_at timestamptz,
  rotated_at timestamptz,
  revoked_at timestamptz,
  revision integer not null
);
create index api_key_of_team on read.api_key (team_id);
alter table read.api_key enable row level security;
create policy tenant on read.api_key for select to pgai_api using (team_id = app.current_team());
grant select on read.api_key to pgai_api;

-- What an API key is recognised by: SHA-256 of its secret, which is 256 random bits, so there is nothing for a slow hash to
-- slow down. shown_to: the person who was shown the secret; under their key last_used_from (network address and user agent)
-- is sealed. command_id: the command that made it, so that a retry replaces a secret nobody has received.
create table app.api_key_secret (
  secret_hash bytea primary key,
  api_key_id uuid not null,
  team_id uuid not null,
  shown_to uuid not null,
  command_id uuid not null unique,
  created_at timestamptz not null default now(),
  works_until timestamptz,
  revoked_at timestamptz,
  last_used_at timestamptz,
  last_used_from text
);
create index api_key_secret_of_key on app.api_key_secret (api_key_id, created_at);
alter table app.api_key_secret enable row level security;
create policy tenant on app.api_key_secret to pgai_api using (team_id = app.current_team());
grant select, insert, update on app.api_key_secret to pgai_api;

-- What a secret is worth now, said once. Too old are those that the policy wanted replaced 14 days ago.
create view app.api_key_term with (security_invoker = true) as
  select s.*, k.role, k.limits, k.expires_at, aged.refused_at,
    least(k.expires_at, s.works_until, aged.refused_at) as ends_at,
    case
      when s.revoked_at is not null or k.revoked_at is not null then 'revoked'
      when k.expires_at <= now() then 'expired'
      when s.works_until <= now() then 'replaced'
      when aged.refused_at <= now() then 'too_old'
      when aged.old_at <= now() then 'old'
      else 'active'
    end as state
  from app.api_key_secret s
  left join read.api_key k using (api_key_id)
  left join read.team_policy p on p.team_id = s.team_id
  cross join lateral (select s.created_at + make_interval(days => p.key_max_age_days) as old_at,
                             s.created_at + make_interval(days => p.key_max_age_days + 14) as refused_at) aged;
grant select on app.api_key_term to pgai_api;

-- Whose secret this is, and what its team asks of who comes with it: the guard's question, before it is known who asks.
-- role is null while the read model has yet to hear of the key.
create function app.api_key_of(hash bytea)
returns table (api_key_id uuid, team_id uuid, shown_to uuid, role text, limits jsonb, policy jsonb, state text,
  refused_at timestamptz, ends_at timestamptz, unnoticed boolean, in_doubt boolean)
language sql stable security definer set search_path = '' as $$
  select t.api_key_id, t.team_id, t.shown_to, t.role, t.limits, to_jsonb(p), t.state, t.refused_at, t.ends_at,
    coalesce(t.last_used_at < now() - interval '1 minute', true), app.in_doubt(t.team_id)
  from app.api_key_term t
  left join read.team_policy p on p.team_id = t.team_id
  where t.secret_hash = api_key_of.hash
$$;
revoke execute on function app.api_key_of(bytea) from public;
grant execute on function app.api_key_of(bytea) to pgai_api;
