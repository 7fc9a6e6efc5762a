import type { CheckName, Finding } from './check-result.js';
import type { PoolSize, Target } from './target.js';
import { TargetError } from './target-error.js';

/** What is known of a server that let us in. */
export type ServerFacts = {
  version: string;
  version_number: number;
  superuser: boolean;
  schemas: string[];
  extensions: string[];
  max_connections: number;
  connections_used: number;
  tables: number;
  tables_readable: number;
  may_create: boolean;
  schemas_creatable: string[];
  owner: string;
};

const oldest = 100_000;

/** One round trip. Works from PostgreSQL 10 on, and says its version even before. */
export const factsQuery = `
  with tables as (
    select count(*) as all_of_them, count(*) filter (where has_table_privilege(c.oid, 'select')) as readable
    from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p') and n.nspname !~ '^(pg_|information_schema$)'
  )
  select current_setting('server_version') as version,
    current_setting('server_version_num')::int as version_number,
    (select rolsuper from pg_catalog.pg_roles where rolname = current_user) as superuser,
    array(select nspname::text from pg_catalog.pg_namespace
          where nspname !~ '^(pg_|information_schema$)' order by 1 limit 1000) as schemas,
    array(select extname::text from pg_catalog.pg_extension order by 1 limit 1000) as extensions,
    current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int as max_connections,
    (select count(*)::int from pg_catalog.pg_stat_activity where datname is not null) as connections_used,
    (select all_of_them::int from tables) as tables,
    (select readable::int from tables) as tables_readable,
    has_database_privilege(current_database(), 'create') as may_create,
    array(select nspname::text from pg_catalog.pg_namespace
          where nspname !~ '^(pg_|information_schema$)' and has_schema_privilege(oid, 'create') order by 1 limit 1000)
      as schemas_creatable,
    (select pg_catalog.pg_get_userbyid(datdba)::text from pg_catalog.pg_database where datname = current_database()) as owner`;

export const tooOld = (error: unknown) => error instanceof TargetError && error.code === 'server-too-old';

/** @throws TargetError when the server is too old */
export function factsOf(row: Record<string, unknown>): ServerFacts {
  const facts = row as ServerFacts;
  if (!Number.isInteger(facts.version_number))
    throw new TargetError('not-postgres', 'The server has no version.');
  if (facts.version_number < oldest)
    throw new TargetError(
      'server-too-old',
      `The server is PostgreSQL ${String(facts.version).slice(0, 40)}; pgai needs 10 or newer.`,
      'Upgrade the server, or connect a newer copy of it.',
    );
  return facts;
}

type Judged = [CheckName, Finding];
const q = (name: string) => (/^[a-z_][a-z0-9_]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`);

export const judge = (facts: ServerFacts, target: Target, size: PoolSize): Judged[] => [
  ['version', judgeVersion(facts)],
  [
    'catalog',
    {
      status: 'passed',
      detail: `${counted(facts.schemas.length, 'schema')}, ${counted(facts.tables, 'table')}`,
    },
  ],
  ['select', judgeSelect(facts, target)],
  ['create', judgeCreate(facts, target)],
  ['create-view', judgeCreateView(facts, target)],
  ['pool', judgePool(facts, size)],
];

const counted = (n: number, what: string) => `${n.toLocaleString('en')} ${what}${n === 1 ? '' : 's'}`;

/** Inspect from 10; views that keep to the caller's own rights from 15. */
function judgeVersion({ version, version_number }: ServerFacts): Finding {
  const detail = `PostgreSQL ${version}`;
  if (version_number >= 150_000) return { status: 'passed', detail: `${detail}: everything works` };
  return {
    status: 'passed',
    detail: `${detail}: views cannot run with the rights of who asks`,
    hint: 'That needs PostgreSQL 15 or newer; until then row-level security is bound to the owner of a view.',
  };
}

function judgeSelect({ tables, tables_readable }: ServerFacts, { username }: Target): Finding {
  const detail = `${username} can read ${tables_readable.toLocaleString('en')} of ${counted(tables, 'table')}`;
  if (tables_readable === tables) return { status: 'passed', detail };
  return {
    status: 'warning',
    detail,
    hint: 'Views over the others will fail. The owner of the tables can grant it; the check repeats by itself.',
    statement: `grant select on all tables in schema public to ${q(username)};`,
  };
}

function judgeCreate({ may_create, owner }: ServerFacts, { username, database }: Target): Finding {
  if (may_create) return { status: 'passed', detail: `${username} may create schemas in ${database}` };
  return {
    status: 'warning',
    detail: `${username} lacks CREATE on database ${database}`,
    hint: `Nothing can be published without it; reading works. Run it as the owner, ${owner}. The check repeats by itself.`,
    statement: `grant create on database ${q(database)} to ${q(username)};`,
  };
}

function judgeCreateView({ may_create, schemas_creatable }: ServerFacts, { username }: Target): Finding {
  if (may_create) return { status: 'passed', detail: 'Views go into a schema of their own' };
  if (schemas_creatable.length > 0)
    return { status: 'passed', detail: `Views can go into ${schemas_creatable.slice(0, 5).join(', ')}` };
  return {
    status: 'warning',
    detail: `There is no schema in which ${username} may create a view`,
    hint: 'A schema made for it, and granted, is enough.',
    statement: `create schema api authorization ${q(username)};`,
  };
}

function judgePool({ max_connections, connections_used }: ServerFacts, { max }: PoolSize): Finding {
  const free = Math.max(0, max_connections - connections_used);
  const detail = `Up to ${max} of ${max_connections} connections, ${connections_used} are in use now`;
  if (max <= Math.max(1, free)) return { status: 'passed', detail };
  return {
    status: 'warning',
    detail: `${detail}. ${Math.max(1, Math.floor(free / 2))} would be safe.`,
    hint: 'A larger pool than the server has room for fails when it is needed most.',
  };
}
