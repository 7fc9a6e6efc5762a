import { Injectable } from '@nestjs/common';
import type { OutputColumn, VersionChange } from '@pgai/contracts/view-analysis.js';
import type { ViewContent } from '@pgai/contracts/view-definition.js';
import { usualViewLimits } from '@pgai/contracts/view-limits.js';
import { mainBranch } from '@pgai/contracts/views.js';
import type { Db } from '@pgai/db/pool.js';
import { sql } from 'kysely';
import { listed } from '../platform/list.js';
import type { ListFields, ParsedList } from '../platform/list-query.js';
import { Tenancy } from '../platform/tenancy.js';
import { schemaOf } from './content.js';

export const viewFields = {
  name: { kind: 'text', sql: sql.ref('v.name') },
  connection_id: { kind: 'text', sql: sql`v.connection_id::text` },
  profile: { kind: 'text', sql: sql.ref('v.profile') },
  archived: { kind: 'text', sql: sql`v.archived::text` },
  created_at: { kind: 'time', sql: sql.ref('v.created_at') },
  updated_at: { kind: 'time', sql: sql.ref('v.updated_at') },
} satisfies ListFields;

export const commitFields = {
  commit: { kind: 'number', sql: sql.ref('c.commit') },
  branch: { kind: 'text', sql: sql.ref('c.branch') },
  at: { kind: 'time', sql: sql.ref('c.at') },
} satisfies ListFields;

/** Of one view, with all its changes; the rest is in the list of its versions. */
const versionsShown = 50;

const commitColumns = [
  'c.commit',
  'c.branch',
  sql<number | null>`c.parents[1]`.as('parent'),
  'c.content_hash',
  'c.message',
  'c.contributors',
  'c.by_id as by',
  'c.at',
] as const;

@Injectable()
export class ViewQueries {
  constructor(private readonly tenancy: Tenancy) {}

  list(teamId: string, query: ParsedList) {
    return this.tenancy.team(teamId, (db) =>
      listed(viewsOf(db), viewFields, sql.ref('v.view_id'), query).execute(),
    );
  }

  /** One view with what hangs on it, and the content of the newest commit of `main`. */
  one(teamId: string, id: string) {
    return this.tenancy.team(teamId, async (db) => {
      const view = await viewsOf(db)
        .where('v.view_id', '=', id)
        .select(['v.lock_owner', 'v.lock_until', 'v.lock_reason'])
        .executeTakeFirst();
      const head = view && (await commitOf(db, id, view.head));
      if (!view || !head) return undefined;
      const [branches, versions, figures] = [
        await branchesOf(db, id),
        await versionsOf(db, id).limit(versionsShown).execute(),
        await figuresOf(db, id),
      ];
      return { view, head, branches, versions, figures };
    });
  }

  /** A commit with its content; `revision` is that of the view. */
  commit(teamId: string, id: string, commit: number) {
    return this.tenancy.team(teamId, (db) => commitOf(db, id, commit));
  }

  commits(teamId: string, id: string, query: ParsedList) {
    return this.tenancy.team(teamId, (db) =>
      listed(
        db.selectFrom('read.view_commit as c').where('c.view_id', '=', id).select(commitColumns),
        commitFields,
        sql.ref('c.commit'),
        query,
      ).execute(),
    );
  }

  /**
   * What a definition is judged by beside the schema: how large the team lets it be, and what the other views of a
   * connection read, by the name each is read under, as their newest commits of `main` say.
   */
  around(teamId: string, connectionId: string, but: string) {
    return this.tenancy.team(teamId, async (db) => {
      const limits = await db
        .selectFrom('read.team_view_limits')
        .select(['tables', 'joins', 'columns', 'expressions'])
        .where('team_id', '=', teamId)
        .executeTakeFirst();
      const rows = await db
        .selectFrom('read.view as v')
        .innerJoin('read.view_commit as c', (on) =>
          on.onRef('c.view_id', '=', 'v.view_id').onRef('c.commit', '=', 'v.head'),
        )
        .where('v.connection_id', '=', connectionId)
        .where('v.archived', '=', false)
        .where('v.name', '<>', but)
        .select(['v.name', 'v.version', 'c.dependencies'])
        .execute();
      const edges = new Map(
        rows.map(({ name, version, dependencies }) => [`${schemaOf(version)}.${name}`, dependencies]),
      );
      return { limits: limits ?? usualViewLimits, edges };
    });
  }

  versions(teamId: string, id: string) {
    return this.tenancy.team(teamId, (db) => versionsOf(db, id).execute());
  }

  version(teamId: string, id: string, version: string) {
    return this.tenancy.team(teamId, (db) =>
      versionsOf(db, id)
        .where('version', '=', version)
        .select(sql<OutputColumn[]>`columns`.as('columns'))
        .executeTakeFirst(),
    );
  }
}

const viewsOf = (db: Db) =>
  db
    .selectFrom('read.view as v')
    .select((eb) => [
      'v.view_id as id',
      'v.connection_id',
      'v.name',
      'v.description',
      'v.profile',
      'v.head',
      'v.version',
      'v.archived',
      'v.created_by',
      'v.created_at',
      'v.updated_at',
      'v.revision',
      eb
        .selectFrom('read.view_branch as b')
        .whereRef('b.view_id', '=', 'v.view_id')
        .select(sql<number>`count(*)::integer`.as('branches'))
        .$asScalar()
        .$notNull()
        .as('branches'),
      eb
        .selectFrom('read.view_commit as c')
        .whereRef('c.view_id', '=', 'v.view_id')
        .where('c.branch', '=', mainBranch)
        .where(
          'c.commit',
          '>',
          sql<number>`coalesce((select max(n.commit) from read.view_version n where n.view_id = v.view_id), 0)`,
        )
        .select(sql<number>`count(*)::integer`.as('ahead'))
        .$asScalar()
        .$notNull()
        .as('ahead'),
    ]);

const commitOf = (db: Db, id: string, commit: number) =>
  db
    .selectFrom('read.view_commit as c')
    .innerJoin('read.view as v', 'v.view_id', 'c.view_id')
    .where('c.view_id', '=', id)
    .where('c.commit', '=', commit)
    .select(commitColumns)
    .select(['v.revision', 'c.dependencies', sql<ViewContent>`c.content`.as('content')])
    .executeTakeFirst();

const branchesOf = (db: Db, id: string) =>
  db
    .selectFrom('read.view_branch')
    .where('view_id', '=', id)
    .orderBy('created_at')
    .orderBy('name')
    .select(['name', 'head', 'base', 'from_branch as from', 'created_by', 'created_at'])
    .execute();

/** The newest first. */
const versionsOf = (db: Db, id: string) =>
  db
    .selectFrom('read.view_version')
    .where('view_id', '=', id)
    .orderBy('revision', 'desc')
    .select([
      'version',
      'commit',
      'content_hash',
      'notes',
      'bump',
      'proposed',
      'reason',
      'restores',
      'by_id as by',
      'at',
      sql<VersionChange[]>`changes`.as('changes'),
    ]);

const figuresOf = (db: Db, id: string) =>
  db
    .selectFrom('read.view_figures')
    .where('view_id', '=', id)
    .select(['last_preview_ms', 'last_execution_ms', 'estimated_rows', 'measured_at'])
    .executeTakeFirst();
