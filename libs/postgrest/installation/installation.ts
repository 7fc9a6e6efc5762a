import { quoteName, quoteText } from '@pgai/views/definition/quote.js';
import { guard } from './guard.sql.js';
import { limiter, withLimiter, withoutLimiter } from './limiter.sql.js';
import { settings } from './settings.sql.js';
import { tables } from './tables.sql.js';

export const installationVersion = 1;

/** Where `dblink` stands, and how a role of its own gets back into this database. */
export type Limiter = {
  extension_schema: string;
  host: string;
  port: number;
  database: string;
  role: string;
  password: string;
};

export type Installation = {
  /** as whom PostgREST logs in; it reads its settings before it is anybody else */
  authenticator: string;
  /** whom requests run as */
  roles: readonly string[];
  /** null: endpoints with a limit refuse every request until there is one */
  limiter: Limiter | null;
};

/**
 * Everything pgai needs in a user's database, as one text to be read before it runs and run in one transaction by the owner of
 * the database. It needs no superuser, takes nothing away from what is there, and ends in the same state however often it runs.
 */
export function installation({ authenticator, roles, limiter: limits }: Installation): string {
  const parts = [
    'create schema if not exists pgai;',
    'revoke all on schema pgai from public;',
    ifNew(tables),
    dropFunctions,
    guard,
    limiter,
    limits ? withLimiter(quoteName(limits.extension_schema)) : withoutLimiter,
    settings,
    'revoke all on all functions in schema pgai from public;',
    ...[...new Set([authenticator, ...roles])].map(mayAsk),
    `grant execute on function pgai.pre_config() to ${quoteName(authenticator)};`,
    ...(limits ? wayBack(limits) : ['drop server if exists pgai_self cascade;']),
    `insert into pgai.installation (version) values (${installationVersion}) on conflict do nothing;`,
  ];
  return parts.join('\n');
}

/** Takes all of it out; views and grants of published versions are not in it. */
export const uninstallation = `
drop schema if exists pgai cascade;
drop server if exists pgai_self cascade;
`;

/** Once, by an administrator: what the owner of a database may not do. */
export const limiterPrerequisites = (
  { role, password, database }: Limiter,
  owner: string,
): string => `create extension if not exists dblink;
grant usage on foreign data wrapper dblink_fdw to ${quoteName(owner)};
create role ${quoteName(role)} login password ${quoteText(password)} connection limit 100;
grant connect on database ${quoteName(database)} to ${quoteName(role)};`;

/** Tables keep their rows; what is made anew with each version is functions. */
const ifNew = (text: string) =>
  text.replaceAll(/^create (unlogged )?table /gm, 'create $1table if not exists ');

const dropFunctions = `do $$
declare f regprocedure;
begin
  for f in select p.oid from pg_proc p where p.pronamespace = 'pgai'::regnamespace loop
    execute 'drop function ' || f || ' cascade';
  end loop;
end $$;`;

/** A request may run the guard and read the description; tables stay closed. */
const mayAsk = (role: string) => `grant usage on schema pgai to ${quoteName(role)};
grant execute on function pgai.pre_request(), pgai.caller_of_key(text), pgai.key_in_basic(text),
  pgai.check_policy(text, text, text, name, text, text), pgai.refuse(integer, text, text, text, jsonb),
  pgai.document_of(text) to ${quoteName(role)};`;

const wayBack = ({ host, port, database, role, password }: Limiter) => [
  'drop server if exists pgai_self cascade;',
  `create server pgai_self foreign data wrapper dblink_fdw options (host ${quoteText(host)}, port ${quoteText(String(port))}, dbname ${quoteText(database)});`,
  `create user mapping for current_user server pgai_self options (user ${quoteText(role)}, password ${quoteText(password)});`,
  `grant usage on schema pgai to ${quoteName(role)};`,
  `grant execute on function pgai.take(text, integer, integer, text, text, name, text) to ${quoteName(role)};`,
];
