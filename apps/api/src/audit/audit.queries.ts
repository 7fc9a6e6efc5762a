import { Injectable } from '@nestjs/common';
import type { Db } from '@pgai/db/pool.js';
import { sql } from 'kysely';
import { listed } from '../platform/list.js';
import type { ListFields, ParsedList } from '../platform/list-query.js';
import { Tenancy } from '../platform/tenancy.js';

/** Everything of an entry that can be searched. */
const text = sql<string>`concat_ws(' ', l.action, a.name, k.name, l.stream, l.data::text)`;

/** What an event is called that says of an attempt that it came to nothing. */
const inVain = '(Refused|Failed)$';

export const auditFields = {
  position: { kind: 'number', sql: sql.ref('l.position') },
  at: { kind: 'time', sql: sql.ref('l.at') },
  action: { kind: 'text', sql: sql.ref('l.action') },
  actor_id: { kind: 'text', sql: sql.ref('l.actor_id') },
  resource_type: { kind: 'text', sql: sql.ref('l.resource_type') },
  resource_id: { kind: 'text', sql: sql.ref('l.resource_id') },
  correlation_id: { kind: 'text', sql: sql.ref('l.correlation_id') },
  success: { kind: 'text', sql: sql`(l.action !~ ${sql.lit(inVain)})::text` },
  text: { kind: 'text', sql: text },
} satisfies ListFields;

/** What people look at: the entries of one team. */
@Injectable()
export class AuditQueries {
  constructor(private readonly tenancy: Tenancy) {}

  list(teamId: string, query: ParsedList) {
    return this.tenancy.team(teamId, (db) =>
      listed(entriesOf(db, teamId), auditFields, sql.ref('l.position'), query).execute(),
    );
  }

  async exportNeedsApproval(teamId: string) {
    const policy = await this.tenancy.team(teamId, (db) =>
      db
        .selectFrom('read.team_policy')
        .select('export_needs_approval')
        .where('team_id', '=', teamId)
        .executeTakeFirst(),
    );
    return policy?.export_needs_approval ?? false;
  }

  one(teamId: string, position: string) {
    return this.tenancy.team(teamId, (db) =>
      entriesOf(db, teamId)
        .select(['l.metadata', 'l.subtrees'])
        .where('l.position', '=', position)
        .executeTakeFirst(),
    );
  }
}

type Entry = { action: string; data: unknown };

/** Whether it came to something, and if not why. */
export function outcomeOf({ action, data }: Entry) {
  const success = !new RegExp(inVain).test(action);
  const { detail, reason } = data as { detail?: string; reason?: string };
  return { success, error_message: success ? null : (detail ?? reason ?? action) };
}

/** Of a person or an API key; the system has names for its own. */
const actorUuid = sql`case when l.actor_id ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then l.actor_id::uuid end`;

const actorName = sql<
  string | null
>`case when a.user_id is not null then coalesce(a.name, 'Erased person') else k.name end`;

const entriesOf = (db: Db, teamId: string) =>
  db
    .selectFrom('read.ledger_entry as l')
    .leftJoin('read.account as a', (join) => join.on(sql`a.user_id`, '=', actorUuid))
    .leftJoin('read.api_key as k', (join) => join.on(sql`k.api_key_id`, '=', actorUuid))
    .where('l.team_id', '=', teamId)
    .select([
      'l.position',
      'l.leaf_index',
      'l.action',
      'l.actor_kind',
      'l.actor_id',
      actorName.as('actor_name'),
      'l.resource_type',
      'l.resource_id',
      'l.stream',
      'l.revision',
      'l.event_id',
      'l.correlation_id',
      'l.at',
      'l.data',
      text.as('text'),
    ]);
