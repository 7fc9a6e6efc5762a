import { Injectable } from '@nestjs/common';
import type { ViewLineage } from '@pgai/contracts/views.js';
import type { KnownView } from '@pgai/domain/views/state.js';
import { describeOnServer } from '@pgai/views/server/describe.js';
import { usedInDatabase } from '@pgai/views/server/used-by.js';
import { KnownSchemas } from '../platform/known-schemas.js';
import { ViewReaders } from '../platform/view-readers.js';
import { type Change, ChangeView } from './change-view.js';
import { sqlOf } from './content.js';
import { ViewDrafts } from './view-drafts.js';
import { parametersOf, ViewRuns } from './view-runs.js';

/** Where what a view shows comes from, and what in turn is made of it. */
@Injectable()
export class ViewLineages {
  constructor(
    private readonly change: ChangeView,
    private readonly drafts: ViewDrafts,
    private readonly schemas: KnownSchemas,
    private readonly runs: ViewRuns,
    private readonly readers: ViewReaders,
  ) {}

  async of(id: string, branch: string, { teamId, by }: Pick<Change, 'teamId' | 'by'>): Promise<ViewLineage> {
    const { state } = await this.change.known(id, teamId);
    const { content } = await this.drafts.draft(id, branch, teamId);
    const catalog = await this.schemas.catalog(teamId, state.connection_id, by);
    const { columns, needs } = await this.runs.on(state, by, 'lineage', (session, target) =>
      describeOnServer(session, target, sqlOf(content), parametersOf(content)),
    );
    const nodes = content.profile === 'nocode' ? content.query.columns : [];
    const readers = await this.readers.of(teamId, state.connection_id, deployedNames(state));
    const views = readers.map((view) => ({ kind: 'view' as const, ...view, schema: null, columns: [] }));
    return {
      columns: columns.map((column, at) => ({ ...column, node: nodes[at]?.id ?? null })),
      needs,
      used_by: [...views, ...usedInDatabase(catalog, state.name)],
    };
  }
}

/** `v2.orders`: a schema for each major version; a view without a version is on its way into the first. */
function deployedNames({ name, versions }: KnownView) {
  const majors = new Set(versions.map(({ version }) => version.split('.')[0]));
  return [...(majors.size > 0 ? majors : ['1'])].map((major) => `v${major}.${name}`);
}
