import { Injectable } from '@nestjs/common';
import type { DocumentName } from '@pgai/collab/document-name.js';
import { Tenancy } from '../platform/tenancy.js';

/** Up to which edit of a draft its authors are named in a commit. */
@Injectable()
export class DraftMarks {
  constructor(private readonly tenancy: Tenancy) {}

  find(teamId: string, { view_id, branch }: DocumentName): Promise<Buffer | undefined> {
    return this.tenancy.team(teamId, async (db) => {
      const row = await db
        .selectFrom('app.view_draft_mark')
        .select('mark')
        .where('view_id', '=', view_id)
        .where('branch', '=', branch)
        .executeTakeFirst();
      return row?.mark;
    });
  }

  async set(teamId: string, name: DocumentName, given: Uint8Array) {
    const mark = Buffer.from(given);
    await this.tenancy.team(teamId, (db) =>
      db
        .insertInto('app.view_draft_mark')
        .values({ ...name, team_id: teamId, mark })
        .onConflict((c) => c.columns(['view_id', 'branch']).doUpdateSet({ mark }))
        .execute(),
    );
  }

  async remove(teamId: string, { view_id, branch }: DocumentName) {
    await this.tenancy.team(teamId, (db) =>
      db
        .deleteFrom('app.view_draft_mark')
        .where('view_id', '=', view_id)
        .where('branch', '=', branch)
        .execute(),
    );
  }
}
