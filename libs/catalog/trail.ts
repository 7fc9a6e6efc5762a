import { quoted } from './names.js';
import { ask, type Query } from './query.js';
import { literal } from './revert/step.js';

/** One object that a statement made, changed or dropped, and from where. */
export type TrailEntry = {
  id: number;
  txid: string;
  at: string;
  role: string;
  application: string;
  address: string | null;
  command: string;
  object: string;
};

/** `seen` is the moment of this reading, as the server writes it: what comes after it is told by the next one. */
export type Trail = { seen: string; entries: TrailEntry[] };

type Options = { version: number; timeoutMs?: number };

const most = 50;

/**
 * What has the server note who changes its schema: a table, and two event triggers that write to it and notify. It can be
 * run again and again. A statement of somebody else never fails because of it.
 */
export const installTrail = (reader: string) => `begin;
drop event trigger if exists pgai_ddl;
drop event trigger if exists pgai_ddl_drop;
create schema if not exists pgai;
create table if not exists pgai.ddl_trail (
  id bigint generated always as identity primary key,
  at timestamptz not null default clock_timestamp(),
  txid bigint not null default txid_current(),
  role text not null,
  application text not null,
  address text,
  command text not null,
  object text not null
);
create or replace function pgai.note_ddl() returns event_trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $body$
begin
  if tg_event = 'sql_drop' then
    insert into pgai.ddl_trail (role, application, address, command, object)
    select session_user, coalesce(current_setting('application_name', true), ''), host(inet_client_addr()), tg_tag,
      left(object_identity, 500)
    from pg_event_trigger_dropped_objects() where original and not is_temporary;
  else
    insert into pgai.ddl_trail (role, application, address, command, object)
    select session_user, coalesce(current_setting('application_name', true), ''), host(inet_client_addr()), command_tag,
      left(coalesce(object_identity, ''), 500)
    from pg_event_trigger_ddl_commands() where schema_name is distinct from 'pg_temp' and command_tag not like 'DROP%';
  end if;
  delete from pgai.ddl_trail where id < (select max(id) - 1000 from pgai.ddl_trail);
  perform pg_notify('pgai_ddl', '');
exception when others then
  null;
end $body$;
revoke all on function pgai.note_ddl() from public;
grant usage on schema pgai to ${quoted(reader)};
grant select on pgai.ddl_trail to ${quoted(reader)};
create event trigger pgai_ddl on ddl_command_end execute procedure pgai.note_ddl();
create event trigger pgai_ddl_drop on sql_drop execute procedure pgai.note_ddl();
commit;
`;

/** Leaves nothing; what somebody else put into the schema keeps it from being dropped, and is said. */
export const removeTrail = `begin;
drop event trigger if exists pgai_ddl;
drop event trigger if exists pgai_ddl_drop;
drop function if exists pgai.note_ddl();
drop table if exists pgai.ddl_trail;
drop schema if exists pgai;
commit;
`;

const installed = `exists (select from pg_catalog.pg_event_trigger where evtname = 'pgai_ddl' and evtenabled <> 'D')`;
const readable = `coalesce((
         select has_schema_privilege(n.oid, 'usage') and has_table_privilege(c.oid, 'select')
         from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
         where n.nspname = 'pgai' and c.relname = 'ddl_trail'), false)`;

/** Is there a trail to listen to? On a server that only follows another nobody can listen. */
export const hasTrail = `select ${installed} and ${readable} and not pg_catalog.pg_is_in_recovery()`;
export const trailSoFar = 'select coalesce(max(id), 0) from pgai.ddl_trail';

export type TrailState = { installed: boolean; readable: boolean; superuser: boolean };

export async function trailState(query: Query, options: Options): Promise<TrailState> {
  const [state] = await ask(
    query,
    `select json_build_object(
       'installed', ${installed},
       'readable', ${readable},
       'superuser', coalesce((select rolsuper from pg_roles where rolname = current_user), false))::text as answer`,
    options,
  );
  const answer = state as TrailState;
  return {
    installed: answer.installed === true,
    readable: answer.readable === true,
    superuser: answer.superuser === true,
  };
}

/** What was noted since the last reading; undefined where nothing is installed or may be read. */
export async function readTrail(
  query: Query,
  since: string | null,
  options: Options,
): Promise<Trail | undefined> {
  const state = await trailState(query, options);
  if (!state.installed || !state.readable) return undefined;
  const unseen =
    since === null ? 'true' : `not txid_visible_in_snapshot(t.txid, ${literal(since)}::txid_snapshot)`;
  const [answer] = await ask(
    query,
    `select json_build_object('seen', txid_current_snapshot()::text, 'entries', coalesce((
       select json_agg(json_build_array(id, txid::text, at, role, application, address, command, object) order by id)
       from (select * from pgai.ddl_trail t where ${unseen} order by id desc limit ${most}) newest), '[]'))::text as answer`,
    options,
  );
  const { seen, entries } = answer as { seen: string; entries: unknown[][] };
  return { seen: text(seen), entries: entries.slice(0, most).map(entryOf) };
}

/** The table is in somebody else's database: nothing of it is believed to be as it was made. */
const text = (value: unknown) => String(value ?? '').slice(0, 500);
const entryOf = ([id, txid, at, role, application, address, command, object]: unknown[]): TrailEntry => ({
  id: Number(id) || 0,
  txid: text(txid),
  at: Number.isNaN(Date.parse(text(at))) ? new Date(0).toISOString() : new Date(text(at)).toISOString(),
  role: text(role),
  application: text(application),
  address: address === null ? null : text(address),
  command: text(command),
  object: text(object),
});
