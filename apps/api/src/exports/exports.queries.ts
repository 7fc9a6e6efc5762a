import { Injectable } from '@nestjs/common';
import type { AuditExport } from '@pgai/contracts/exports.js';
import type { Db } from '@pgai/db/pool.js';
import { PersonalVault } from '@pgai/vault/personal-vault.js';
import { sql } from 'kysely';
import { listed } from '../platform/list.js';
import type { ListFields, ParsedList } from '../platform/list-query.js';
import { Tenancy } from '../platform/tenancy.js';

export const exportFields = {
  requested_at: { kind: 'time', sql: sql.ref('e.requested_at') },
  status: { kind: 'text', sql: sql.ref('e.status') },
  format: { kind: 'text', sql: sql.ref('e.format') },
  requested_by: { kind: 'text', sql: sql.ref('e.requested_by') },
} satisfies ListFields;

type Row = Awaited<ReturnType<typeof rows>>[number];

@Injectable()
export class ExportQueries {
  constructor(
    private readonly tenancy: Tenancy,
    private readonly vault: PersonalVault,
  ) {}

  async list(team: string, query: ParsedList) {
    const found = await this.tenancy.team(team, (db) => rows(db, team, query));
    return Promise.all(found.map((row) => this.opened(row)));
  }

  async one(team: string, id: string): Promise<AuditExport | undefined> {
    const found = await this.tenancy.team(team, (db) =>
      exportsOf(db, team).where('e.export_id', '=', id).executeTakeFirst(),
    );
    return found && this.opened(found);
  }

  /** Whether the team wants a second person to approve what leaves. */
  async needsApproval(team: string) {
    const policy = await this.tenancy.team(team, (db) =>
      db
        .selectFrom('read.team_policy')
        .select('export_needs_approval')
        .where('team_id', '=', team)
        .executeTakeFirst(),
    );
    return policy?.export_needs_approval ?? false;
  }

  /** The file, if it is there; piece by piece, as nobody knows how large it is. */
  async file(team: string, id: string) {
    const file = await this.tenancy.team(team, (db) =>
      db
        .selectFrom('app.export_file')
        .select('export_id')
        .where('team_id', '=', team)
        .where('export_id', '=', id)
        .where('expires_at', '>', sql<Date>`now()`)
        .executeTakeFirst(),
    );
    return file && this.chunks(team, id);
  }

  private async *chunks(team: string, id: string) {
    for (let n = 0; ; n++) {
      const chunk = await this.tenancy.team(team, (db) =>
        db
          .selectFrom('app.export_chunk')
          .select('bytes')
          .where('team_id', '=', team)
          .where('export_id', '=', id)
          .where('n', '=', n)
          .executeTakeFirst(),
      );
      if (!chunk) return;
      yield chunk.bytes;
    }
  }

  private async opened({ recipient, ...row }: Row): Promise<AuditExport> {
    const text = await this.vault.open(row.export_id, recipient).catch(() => null);
    return {
      ...row,
      recipient: text,
      requested_at: row.requested_at.toISOString(),
      expires_at: row.expires_at?.toISOString() ?? null,
    };
  }
}

const rows = (db: Db, team: string, query: ParsedList) =>
  listed(exportsOf(db, team), exportFields, sql.ref('e.export_id'), query).execute();

const exportsOf = (db: Db, team: string) =>
  db
    .selectFrom('read.audit_export as e')
    .leftJoin('read.account as a', (join) => join.on(sql`a.user_id::text`, '=', sql.ref('e.requested_by')))
    .leftJoin('read.account as d', (join) => join.on(sql`d.user_id::text`, '=', sql.ref('e.decided_by')))
    .where('e.team_id', '=', team)
    .select([
      'e.export_id',
      'e.format',
      'e.filter',
      'e.recipient',
      'e.status',
      'e.requested_by',
      'a.name as requested_by_name',
      'e.requested_at',
      'e.decided_by',
      'd.name as decided_by_name',
      'e.rows',
      'e.bytes',
      'e.sha256',
      'e.expires_at',
      'e.failure',
      'e.downloads',
      'e.revision',
    ]);
