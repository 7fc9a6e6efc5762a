-- Accounts as people see them; written by the projection `account`. Null: the person's key was destroyed.
create table read.account (
  user_id uuid primary key,
  email text,
  name text,
  registered_at timestamptz not null,
  revision integer not null
);

-- Key of each person's personal data, wrapped by the master key; written by libs/vault. Deleting a row erases the person.
create table app.subject_key (
  subject_id uuid primary key,
  wrapped_key bytea not null,
  created_at timestamptz not null default now()
);

-- How an account signs in; written by the API. The e-mail address is kept as a keyed hash only: enough to find it.
create table app.credential (
  user_id uuid primary key,
  email_hash bytea not null unique,
  password_hash text not null,
  created_at timestamptz not null default now()
);

-- Open sessions; written by the API. The token itself is known to the browser alone, here is its SHA-256.
create table app.session (
  session_id uuid primary key,
  token_hash bytea not null unique,
  user_id uuid not null,
  started_at timestamptz not null default now(),
  expires_at timestamptz not null
);
create index session_of_user on app.session (user_id);

-- Commands sent with an Idempotency-Key: the same key is the same command, so it gets the same new id.
create table app.idempotency_key (
  actor text not null,
  key text not null,
  fingerprint bytea not null,
  resource_id uuid not null,
  created_at timestamptz not null default now(),
  primary key (actor, key)
);
create index idempotency_key_oldest on app.idempotency_key (created_at);
