import { Injectable } from '@nestjs/common';
import type { SchemaChange } from '@pgai/contracts/schemas.js';
import { sql } from 'kysely';
import { listed } from '../platform/list.js';
import type { ListFields, ParsedList } from '../platform/list-query.js';
import { Tenancy } from '../platform/tenancy.js';

export const changeFields = {
  revision: { kind: 'number', sql: sql.ref('c.revision') },
  at: { kind: 'time', sql: sql.ref('c.at') },
  class: { kind: 'text', sql: sql.ref('c.class') },
  decision: { kind: 'text', sql: sql`coalesce(c.decision, 'open')` },
} satisfies ListFields;

export const versionFields = {
  revision: { kind: 'number', sql: sql.ref('v.revision') },
  at: { kind: 'time', sql: sql.ref('v.at') },
} satisfies ListFields;

/** Entries of the trail that were read with a change. */
const madeBy = sql<SchemaChange['made_by']>`coalesce((
  select json_agg(json_build_object('at', t.at, 'role', t.role, 'application', t.application, 'address', t.address,
    'command', t.command, 'object', t.object) order by t.entry)
  from app.schema_trail t where t.connection_id = c.connection_id and t.change = c.to_hash), '[]')`;

@Injectable()
export class SchemaQueries {
  constructor(private readonly tenancy: Tenancy) {}

  changes(teamId: string, connectionId: string, query: ParsedList) {
    return this.tenancy.team(teamId, (db) =>
      listed(
        db
          .selectFrom('read.schema_change as c')
          .where('c.connection_id', '=', connectionId)
          .select([
            'c.revision',
            'c.at',
            'c.from_hash',
            'c.to_hash',
            'c.class',
            'c.change_count',
            'c.changes',
            'c.decision',
            'c.note',
            'c.decided_at',
            madeBy.as('made_by'),
          ]),
        changeFields,
        sql.ref('c.revision'),
        query,
      ).execute(),
    );
  }

  versions(teamId: string, connectionId: string, query: ParsedList) {
    return this.tenancy.team(teamId, (db) =>
      listed(
        db
          .selectFrom('read.schema_version as v')
          .where('v.connection_id', '=', connectionId)
          .select(['v.revision', 'v.at', 'v.version_hash', 'v.server_version', 'v.counts']),
        versionFields,
        sql.ref('v.revision'),
        query,
      ).execute(),
    );
  }

  /** The newest snapshot that had this version. */
  version(teamId: string, connectionId: string, versionHash: string) {
    return this.tenancy.team(teamId, (db) =>
      db
        .selectFrom('read.schema_version')
        .select(['content_hash', 'version_hash', 'at'])
        .where('connection_id', '=', connectionId)
        .where('version_hash', '=', versionHash)
        .orderBy('revision', 'desc')
        .limit(1)
        .executeTakeFirst(),
    );
  }

  /** The newest change that led to this version. */
  change(teamId: string, connectionId: string, toHash: string) {
    return this.tenancy.team(teamId, (db) =>
      db
        .selectFrom('read.schema_change')
        .select(['from_hash', 'to_hash'])
        .where('connection_id', '=', connectionId)
        .where('to_hash', '=', toHash)
        .orderBy('revision', 'desc')
        .limit(1)
        .executeTakeFirst(),
    );
  }

  notes(teamId: string, connectionId: string) {
    return this.tenancy.team(teamId, (db) =>
      db
        .selectFrom('read.schema_note')
        .select([sql<number>`oid::float8`.as('id'), 'column_number as column', 'text'])
        .where('connection_id', '=', connectionId)
        .where('text', '<>', '')
        .orderBy('oid')
        .orderBy('column_number')
        .execute(),
    );
  }

  failure(teamId: string, connectionId: string) {
    return this.tenancy.team(teamId, async (db) => {
      const row = await db
        .selectFrom('read.schema_state')
        .select(['failure_code as code', 'failure_detail as detail', 'failed_at as at'])
        .where('connection_id', '=', connectionId)
        .executeTakeFirst();
      return row?.code && row.at
        ? { code: row.code, detail: row.detail ?? '', at: row.at.toISOString() }
        : null;
    });
  }
}
