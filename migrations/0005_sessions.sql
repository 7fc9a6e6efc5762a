-- When a session last asked for something (written at most once a minute), and from where: network address and user
-- agent, sealed under the user's key. Null: started before this was kept.
alter table app.session
  add column last_seen_at timestamptz not null default now(),
  add column origin text;

-- What an open session is, said once: neither past its end nor idle for a week.
create view app.open_session as
  select session_id, token_hash, user_id, started_at, last_seen_at, origin
  from app.session
  where expires_at > now() and last_seen_at > now() - interval '7 days';
