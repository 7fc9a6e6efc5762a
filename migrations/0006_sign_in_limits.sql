-- Wrong passwords per account and per network; written by rate-limiter-flexible, whose columns these are. Keys are keyed
-- hashes, `expire` is in milliseconds since 1970.
create table app.sign_in_limit (
  key varchar(255) primary key,
  points integer not null default 0,
  expire bigint
);
