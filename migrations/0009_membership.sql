-- Members that are deactivated keep their row; grants as the event has them, in the order they were given.
alter table read.team_member
  add column active boolean not null default true,
  add column grants jsonb not null default '[]',
  add column invited_by uuid;

-- Invitations, and what became of them; written by the projection `team-list`. email: null once the key of the
-- invitation was destroyed. One whose time is over stays `open`: only the clock tells.
create table read.team_invitation (
  invitation_id uuid primary key,
  team_id uuid not null,
  email text,
  role text not null,
  state text not null check (state in ('open', 'accepted', 'revoked')),
  invited_by uuid not null,
  invited_by_kind text not null check (invited_by_kind in ('user', 'api_key')),
  invited_at timestamptz not null,
  sent_at timestamptz not null,
  sent integer not null,
  expires_at timestamptz not null,
  accepted_by uuid,
  ended_at timestamptz
);
create index team_invitation_of_team on read.team_invitation (team_id, invited_at);

-- Changes of role that took, or wait for, a second person; written by the projection `team-list`.
create table read.team_role_request (
  request_id uuid primary key,
  team_id uuid not null,
  user_id uuid not null,
  from_role text not null,
  to_role text not null,
  requested_by uuid not null,
  requested_at timestamptz not null,
  state text not null check (state in ('pending', 'approved', 'rejected', 'withdrawn', 'lapsed')),
  decided_by text,
  decided_at timestamptz
);
create index team_role_request_of_team on read.team_role_request (team_id, state);

-- What a team asks of whoever comes to it; no row: nothing. Written by the projection `team-list`, read with every request.
create table read.team_policy (
  team_id uuid primary key,
  second_factor_required boolean not null,
  session_idle_minutes integer,
  session_max_hours integer,
  key_max_age_days integer,
  ip_allow_list jsonb not null,
  export_needs_approval boolean not null,
  set_at timestamptz not null,
  revision integer not null
);

-- Commands of people per team and day, and the newest; written by the projection `member-activity`. last_request: one
-- command may lead to several events.
create table read.member_activity (
  team_id uuid not null,
  user_id uuid not null,
  day date not null,
  commands integer not null,
  last_at timestamptz not null,
  last_request text not null,
  primary key (team_id, user_id, day)
);

-- When people signed in last; written by the projection `member-activity`.
create table read.person_activity (
  user_id uuid primary key,
  last_sign_in_at timestamptz not null
);

-- Commands under way that take rights away, or bind them to more. While one is here whose revision the read model has not
-- reached (null: nobody knows yet, or the process died), the log itself is asked what people hold in the team. Written by
-- the API; rows whose time is over are swept by the projector's jobs.
create table app.team_change (
  change_id uuid primary key,
  team_id uuid not null,
  revision integer,
  begun_at timestamptz not null default now()
);
create index team_change_of_team on app.team_change (team_id);

-- The longest time a session was not used. One that paused longer than a team allows stays out of it until its user signs
-- in again, though its next request makes it look used.
alter table app.session add column longest_pause interval not null default '0';

alter table read.team_invitation enable row level security;
create policy tenant on read.team_invitation for select to pgai_api using (team_id = app.current_team());
alter table read.team_role_request enable row level security;
create policy tenant on read.team_role_request for select to pgai_api using (team_id = app.current_team());
alter table read.team_policy enable row level security;
create policy tenant on read.team_policy for select to pgai_api using (team_id = any (app.visible_teams()));
alter table read.member_activity enable row level security;
create policy tenant on read.member_activity for select to pgai_api using (team_id = app.current_team());
alter table read.person_activity enable row level security;
create policy tenant on read.person_activity for select to pgai_api using (
  user_id in (select m.user_id from read.team_member m where m.team_id = app.current_team()));
alter table app.team_change enable row level security;
create policy tenant on app.team_change to pgai_api using (team_id = app.current_team());
grant select on read.team_invitation, read.team_role_request, read.team_policy, read.member_activity,
  read.person_activity to pgai_api;
grant select, insert, update, delete on app.team_change to pgai_api;

-- The deactivated see no team.
create or replace function app.visible_teams() returns uuid[]
language sql stable security definer set search_path = '' as $$
  select array_remove(array(select team_id from read.team_member where user_id = app.current_person() and active)
                      || app.current_team(), null)
$$;

-- Whether a command that may have taken rights away is not in the read model yet.
create function app.in_doubt(team uuid) returns boolean language sql stable security definer set search_path = '' as $$
  select exists (
    select from app.team_change c
    where c.team_id = in_doubt.team
      and (c.revision is null
           or c.revision > coalesce((select t.revision from read.team_list t where t.team_id = in_doubt.team), -1)))
$$;

-- Whose token this is, what they hold in the team asked for, and what that team asks of them: the guard's one question.
drop function app.session_of(bytea, uuid);
create function app.session_of(token_hash bytea, team uuid)
returns table (session_id uuid, user_id uuid, unnoticed boolean, second_factor boolean, age_minutes float,
               longest_pause_minutes float, role text, grants jsonb, policy jsonb, in_doubt boolean)
language sql stable security definer set search_path = '' as $$
  select s.session_id, s.user_id, s.last_seen_at < now() - interval '1 minute', x.second_factor,
         extract(epoch from now() - s.started_at)::float / 60,
         extract(epoch from greatest(x.longest_pause, now() - s.last_seen_at))::float / 60,
         m.role, m.grants, to_jsonb(p), session_of.team is not null and app.in_doubt(session_of.team)
  from app.open_session s
  join app.session x on x.session_id = s.session_id
  left join read.team_member m on m.user_id = s.user_id and m.team_id = session_of.team and m.active
  left join read.team_policy p on p.team_id = session_of.team
  where s.token_hash = session_of.token_hash
$$;

-- The teams of a person, with what each asks: who may hear of a team over a socket.
create function app.teams_of(person uuid) returns table (team_id uuid, policy jsonb, in_doubt boolean)
language sql stable security definer set search_path = '' as $$
  select m.team_id, to_jsonb(p), app.in_doubt(m.team_id)
  from read.team_member m
  left join read.team_policy p on p.team_id = m.team_id
  where m.user_id = teams_of.person and m.active
$$;

-- What an invitation says, to whoever brings its link and is in no team yet.
create function app.invitation_of(invitation uuid)
returns table (team_id uuid, team_name text, email text, role text, state text, expires_at timestamptz, inviter text)
language sql stable security definer set search_path = '' as $$
  select i.team_id, t.name, i.email, i.role, i.state, i.expires_at, a.name
  from read.team_invitation i
  join read.team_list t on t.team_id = i.team_id
  left join read.account a on a.user_id = i.invited_by
  where i.invitation_id = invitation_of.invitation
$$;

revoke execute on function app.in_doubt(uuid), app.session_of(bytea, uuid), app.teams_of(uuid),
  app.invitation_of(uuid) from public;
grant execute on function app.in_doubt(uuid), app.session_of(bytea, uuid), app.teams_of(uuid),
  app.invitation_of(uuid) to pgai_api;
