import { Injectable } from '@nestjs/common';
import { ViewContent } from '@pgai/contracts/view-definition.js';
import { type ImportView as Import, type ViewImported, ViewName } from '@pgai/contracts/views.js';
import { readSql } from '@pgai/views/sql/read-sql.js';
import { KnownSchemas } from '../platform/known-schemas.js';
import { ProblemError } from '../platform/problem.js';
import { type Change, ChangeView } from './change-view.js';

/** Takes a view that a database has into the platform, as a tree where it fits into one. */
@Injectable()
export class ImportView {
  constructor(
    private readonly change: ChangeView,
    private readonly schemas: KnownSchemas,
  ) {}

  async take({ connection_id, object_id, name }: Import, change: Change): Promise<ViewImported> {
    const { teamId, by } = change;
    await this.change.belongs(connection_id, teamId);
    const catalog = await this.schemas.catalog(teamId, connection_id, by);
    const found = catalog.relations.find(({ oid }) => oid === object_id);
    if (!found?.definition) throw new ProblemError(404, 'object-not-found', 'This schema has no such view.');
    const sql = found.definition.trim().replace(/;$/, '');
    const description = (found.comment ?? '').slice(0, 10_000);
    const read = await readSql(sql, await this.schemas.named(teamId, connection_id, by));
    const content = ViewContent.safeParse(
      'query' in read
        ? { profile: 'nocode', query: read.query, description }
        : { profile: 'sql', sql, parameters: [], description },
    );
    if (!content.success)
      throw new ProblemError(422, 'content-too-large', 'This view is longer than a view may be here.');
    const receipt = await this.change.begin(
      {
        connection_id,
        name: nameOf(name ?? found.name),
        imported_from: { schema: found.schema, name: found.name },
      },
      content.data,
      change,
    );
    const left = 'left' in read ? read.left.construct : null;
    return { ...receipt, profile: content.data.profile, left };
  }
}

function nameOf(name: string) {
  const checked = ViewName.safeParse(name);
  if (checked.success) return checked.data;
  throw new ProblemError(
    422,
    'invalid-input',
    'name: its name in the database is none that a view may have here.',
    {
      hint: 'Give it another name along.',
      errors: [{ field: 'name', code: 'pattern', message: checked.error.issues[0]?.message ?? '' }],
    },
  );
}
