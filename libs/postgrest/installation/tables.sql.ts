/**
 * What the guard goes by. `path` is what PostgREST was asked, unescaped and without a query: `/customers`, `/rpc/add`. Nothing
 * in here is for the roles of an API: they reach it through the functions alone.
 */
export const tables = `
create table pgai.installation (
  version integer primary key,
  installed_at timestamptz not null default now()
);

-- One row per endpoint and method; what has none is not served.
create table pgai.policy (
  schema_name text not null,
  path text not null,
  method text not null check (method in ('GET', 'POST', 'PATCH', 'PUT', 'DELETE')),
  endpoint text not null,
  roles name[] not null,
  -- how a caller may come: anonymous, jwt, api_key, basic
  ways text[] not null,
  -- as PostgREST takes them: [{"Cache-Control": "no-store"}, …]
  headers jsonb not null default '[]',
  per_minute integer check (per_minute between 1 and 600000),
  burst integer check (burst between 1 and 10000),
  -- counted for each caller, or for all together
  per_caller boolean not null default true,
  primary key (schema_name, path, method),
  check ((per_minute is null) = (burst is null))
);

-- Keys have at least 128 random bits, so one fast hash is enough.
create table pgai.api_key (
  hash bytea primary key check (octet_length(hash) = 32),
  key_id uuid not null unique,
  role name not null,
  subject text not null,
  claims jsonb not null default '{}',
  expires_at timestamptz,
  revoked_at timestamptz
);

-- When the next request of a caller would be on time, after a rate without bursts.
create unlogged table pgai.bucket (key text primary key, due timestamptz not null);

-- Requests to endpoints with a limit, those refused among them.
create unlogged table pgai.usage (
  endpoint text not null,
  method text not null,
  role name not null,
  subject text not null,
  minute timestamptz not null,
  requests bigint not null,
  refused bigint not null,
  primary key (endpoint, method, role, subject, minute)
);

-- Settings of PostgREST that may be kept in the database.
create table pgai.setting (name text primary key, value text not null);

-- What was changed here, in the transaction of the change itself: a step found here is not done again.
create table pgai.deployment (
  deployment_id uuid not null,
  step integer not null,
  content_hash text not null,
  done_at timestamptz not null default now(),
  primary key (deployment_id, step)
);

-- The description of each version, as PostgREST serves it at its root.
create table pgai.openapi (schema_name text primary key, document json not null);
`;
