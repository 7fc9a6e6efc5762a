import { Injectable } from '@nestjs/common';
import type { ViewLineage, ViewUse } from '@pgai/contracts/views.js';
import type { KnownView } from '@pgai/domain/views/state.js';
import { parametersOf, sqlOf } from '@pgai/views/definition/content.js';
import { describeOnServer } from '@pgai/views/server/describe.js';
import { supplemented } from '@pgai/views/server/supplemented.js';
import { usedInDatabase } from '@pgai/views/server/used-by.js';
import { KnownSchemas } from '../platform/known-schemas.js';
import { ViewReaders } from '../platform/view-readers.js';
import { type Change, ChangeView } from './change-view.js';
import { schemaOf } from './content.js';
import { ViewAnalyses } from './view-analyses.js';
import { ViewDrafts } from './view-drafts.js';
import { ViewRuns } from './view-runs.js';

/** Where what a view shows comes from, and what in turn is made of it. */
@Injectable()
export class ViewLineages {
  constructor(
    private readonly change: ChangeView,
    private readonly drafts: ViewDrafts,
    private readonly schemas: KnownSchemas,
    private readonly runs: ViewRuns,
    private readonly analyses: ViewAnalyses,
    private readonly readers: ViewReaders,
  ) {}

  async of(id: string, branch: string, { teamId, by }: Pick<Change, 'teamId' | 'by'>): Promise<ViewLineage> {
    const { state } = await this.change.known(id, teamId);
    const { content } = await this.drafts.draft(id, branch, teamId);
    const described = await this.runs.on(state, by, 'lineage', (session, target) =>
      describeOnServer(session, target, sqlOf(content), parametersOf(content)),
    );
    const { columns, needs } = described.exact
      ? described
      : supplemented(described, content, await this.analyses.of(content, { ...state, teamId, by }));
    const nodes = content.profile === 'nocode' ? content.query.columns : [];
    return {
      columns: columns.map((column, at) => ({ ...column, node: nodes[at]?.id ?? null })),
      needs,
      used_by: await this.usedBy(state, { teamId, by }),
    };
  }

  async usedBy(state: KnownView, { teamId, by }: Pick<Change, 'teamId' | 'by'>): Promise<ViewUse[]> {
    const catalog = await this.schemas.catalog(teamId, state.connection_id, by);
    const readers = await this.readers.of(teamId, state.connection_id, deployedNames(state));
    const views = readers.map((view) => ({ kind: 'view' as const, ...view, schema: null, columns: [] }));
    return [...views, ...usedInDatabase(catalog, state.name)];
  }
}

/** `v2.orders`, and `v1.orders` where there was a first. */
function deployedNames({ name, versions }: KnownView) {
  const tagged = versions.length > 0 ? versions.map(({ version }) => version) : [null];
  return [...new Set(tagged.map(schemaOf))].map((schema) => `${schema}.${name}`);
}
