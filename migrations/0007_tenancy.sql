-- The API works as the role pgai_api, which row-level security binds. Roles belong to the whole server, so another
-- database of it may have made this one already, or be making it now.
do $$
begin
  create role pgai_api nologin;
exception when duplicate_object or unique_violation then
end
$$;
do $$
begin
  if not (select rolsuper from pg_roles where rolname = current_user) then -- a superuser may be anybody
    execute format('grant pgai_api to %I', current_user);
  end if;
end
$$;

-- Whom a transaction is for: one team, or one person in all their teams. Said by set_config(…, true); nobody otherwise.
create function app.current_team() returns uuid language sql stable
  return nullif(current_setting('app.team_id', true), '')::uuid;
create function app.current_person() returns uuid language sql stable
  return nullif(current_setting('app.user_id', true), '')::uuid;

-- The teams whose rows may be seen. As the owner of the tables, or it would ask itself.
create function app.visible_teams() returns uuid[] language sql stable security definer set search_path = '' as $$
  select array_remove(array(select team_id from read.team_member where user_id = app.current_person())
                      || app.current_team(), null)
$$;

grant usage on schema read, app to pgai_api;

alter table read.team_list enable row level security;
create policy tenant on read.team_list for select to pgai_api using (team_id = any (app.visible_teams()));
alter table read.team_member enable row level security;
create policy tenant on read.team_member for select to pgai_api using (team_id = any (app.visible_teams()));
alter table read.account enable row level security;
create policy tenant on read.account for select to pgai_api using (
  user_id = app.current_person()
  or user_id in (select m.user_id from read.team_member m where m.team_id = any (app.visible_teams())));
alter table read.ledger_entry enable row level security;
create policy tenant on read.ledger_entry for select to pgai_api using (team_id = app.current_team()::text);
grant select on read.team_list, read.team_member, read.account, read.ledger_entry, read.checkpoint to pgai_api;

-- Of no team: found by the keyed hash of a secret, or by the id of a person who has shown who they are.
grant select, insert, update, delete on
  app.credential, app.session, app.subject_key, app.idempotency_key, app.sign_in_limit, app.socket_attachment to pgai_api;
grant select on app.open_session to pgai_api;
grant usage on sequence app.socket_attachment_id_seq to pgai_api;

-- Whose token this is, and their role in the team asked for: the guard's question, before it is known who asks.
create function app.session_of(token_hash bytea, team uuid)
returns table (session_id uuid, user_id uuid, role text, unnoticed boolean)
language sql stable security definer set search_path = '' as $$
  select s.session_id, s.user_id, m.role, s.last_seen_at < now() - interval '1 minute'
  from app.open_session s
  left join read.team_member m on m.user_id = s.user_id and m.team_id = session_of.team
  where s.token_hash = session_of.token_hash
$$;

-- The tree spans all teams. Its hashes tell nothing of what was hashed; whole entries are for the comparison with the log.
create function read.ledger_size() returns bigint language sql stable security definer set search_path = '' as $$
  select coalesce(max(leaf_index) + 1, 0) from read.ledger_entry
$$;
create function read.ledger_subtrees(leaves bigint[]) returns table (leaf_index bigint, subtrees bytea[])
language sql stable security definer set search_path = '' as $$
  select e.leaf_index, e.subtrees from read.ledger_entry e where e.leaf_index = any (leaves)
$$;
create function read.whole_ledger(after bigint, reach bigint, entries integer) returns setof read.ledger_entry
language sql stable security definer set search_path = '' as $$
  select * from read.ledger_entry e where e.leaf_index > after and e.position <= reach order by e.leaf_index limit entries
$$;
create function read.ledger_reach() returns bigint language sql stable security definer set search_path = '' as $$
  select greatest(coalesce((select position from read.checkpoint where projection = 'audit-ledger'), 0),
                  coalesce((select max(position) from read.ledger_entry), 0))
$$;

revoke execute on function app.visible_teams(), app.session_of(bytea, uuid), read.ledger_size(), read.ledger_reach(),
  read.ledger_subtrees(bigint[]), read.whole_ledger(bigint, bigint, integer) from public;
grant execute on function app.visible_teams(), app.session_of(bytea, uuid), read.ledger_size(), read.ledger_reach(),
  read.ledger_subtrees(bigint[]), read.whole_ledger(bigint, bigint, integer) to pgai_api;
