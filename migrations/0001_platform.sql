-- Schemas `read` (read models, written by the projector, may be dropped and rebuilt) and `app` (what events do not hold).
create schema read;
create schema app;

-- How far each projection and reactor has come. Written in the same transaction as the rows it speaks of.
-- failed_position and failure say where and why a projection stopped.
create table read.checkpoint (
  projection text primary key,
  position bigint not null,
  updated_at timestamptz not null default now(),
  failed_position bigint,
  failure text
);

-- Messages between API processes too long for NOTIFY; written and emptied by the Socket.IO Postgres adapter.
create table app.socket_attachment (
  id bigserial unique,
  created_at timestamptz default now(),
  payload bytea
);
