import { Injectable } from '@nestjs/common';
import type { RollbackImpact, VersionDetail, VersionDiff } from '@pgai/contracts/views.js';
import { mainBranch } from '@pgai/contracts/views.js';
import { sqlOf } from '@pgai/views/definition/content.js';
import { diffNodes } from '@pgai/views/definition/diff.js';
import { diffOutputs } from '@pgai/views/definition/diff-outputs.js';
import { proposedBump } from '@pgai/views/definition/proposed-bump.js';
import { wordsOf } from '@pgai/views/definition/words.js';
import { ChangeVersions } from './change-versions.js';
import { type Change, ChangeView } from './change-view.js';
import { ViewAnalyses } from './view-analyses.js';
import { ViewDrafts } from './view-drafts.js';
import { ViewLineages } from './view-lineages.js';

type Asker = Pick<Change, 'teamId' | 'by'>;

/** What versions hold, what is different between two of them, and what going back to one would do. */
@Injectable()
export class VersionQueries {
  constructor(
    private readonly change: ChangeView,
    private readonly versions: ChangeVersions,
    private readonly drafts: ViewDrafts,
    private readonly analyses: ViewAnalyses,
    private readonly lineages: ViewLineages,
  ) {}

  async detail(id: string, version: string, teamId: string): Promise<VersionDetail> {
    const found = await this.versions.version(id, version, teamId);
    return { ...found, at: found.at.toISOString(), sql: sqlOf(found.content) };
  }

  async diff(id: string, a: string, b: string, asker: Asker): Promise<VersionDiff> {
    const [before, after] = [await this.side(id, a, asker), await this.side(id, b, asker)];
    const changes = diffOutputs(before, after);
    const nodes = diffNodes(before.content, after.content);
    return {
      from: a,
      to: b,
      proposed: changes.length + nodes.length > 0 ? proposedBump(changes) : null,
      changes,
      nodes: nodes.map((node) => ({
        ...node,
        words: {
          before: wordsOf(before.content, node.key, node.before),
          after: wordsOf(after.content, node.key, node.after),
        },
      })),
      from_sql: sqlOf(before.content),
      to_sql: sqlOf(after.content),
    };
  }

  async impact(id: string, version: string, asker: Asker): Promise<RollbackImpact> {
    const { state } = await this.change.known(id, asker.teamId);
    const { analysis, judged, becomes } = await this.versions.goingBack(id, version, asker);
    return {
      version,
      becomes,
      changes: judged.changes,
      used_by: await this.lineages.usedBy(state, asker),
      analysis,
    };
  }

  private async side(id: string, name: string, asker: Asker) {
    const [draft, branch = mainBranch] = name.split(':');
    if (draft !== 'draft') return this.versions.side(id, name, asker);
    const { state } = await this.change.known(id, asker.teamId);
    const { content } = await this.drafts.draft(id, branch, asker.teamId);
    const of = { ...state, ...asker };
    const { columns } = await this.analyses.of(content, of);
    return this.analyses.side(content, columns, of);
  }
}
