-- Mails that somebody is owed; written by the job send-mail. The id is that of the event that asked for the mail, so that
-- it is written and sent once. sealed: address and text under the key of the subject (a user or an invitation); emptied
-- once the mail has left or is given up, as it holds a link that opens something. failure never names an address.
-- Of no team, and asked for before anybody is signed in: this table by the mailbox of local mode, the next by the token.
create table app.mail (
  id uuid primary key,
  subject_id uuid not null,
  template text not null,
  sealed text,
  state text not null default 'waiting' check (state in ('waiting', 'sent', 'failed')),
  tries integer not null default 0,
  failure text,
  created_at timestamptz not null default now(),
  sent_at timestamptz
);
create index mail_newest on app.mail (created_at);
create index mail_of_subject on app.mail (subject_id);

-- Links in mails: the token itself is in the mail alone, here is its SHA-256. Good for one purpose, one subject, one use;
-- used_by is the command that used it, so that the same command sent again is not refused.
create table app.mail_token (
  token_hash bytea primary key,
  mail_id uuid not null,
  purpose text not null check (purpose in ('verify-email', 'reset-password', 'invitation')),
  subject_id uuid not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  used_by uuid
);
create index mail_token_of_subject on app.mail_token (subject_id);

grant select on app.mail to pgai_api;
grant select, update on app.mail_token to pgai_api;

-- Whether the session was opened, or later confirmed, with a second factor.
alter table app.session add column second_factor boolean not null default false;
