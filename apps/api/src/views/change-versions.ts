import { Injectable } from '@nestjs/common';
import type { RollBackView, TagVersion, VersionTagged } from '@pgai/contracts/views.js';
import { mainBranch } from '@pgai/contracts/views.js';
import type { ViewEvent } from '@pgai/domain/views/events.js';
import { branchOf, type KnownView } from '@pgai/domain/views/state.js';
import { versionAfter } from '@pgai/domain/views/version-number.js';
import { versionNotFound } from '@pgai/domain/views/versions.js';
import { EventStore } from '@pgai/event-store/event-store.js';
import { diffOutputs } from '@pgai/views/definition/diff-outputs.js';
import { proposedBump } from '@pgai/views/definition/proposed-bump.js';
import type { Side } from '@pgai/views/definition/side.js';
import { ChangeBranches } from './change-branches.js';
import { by, type Change, ChangeView } from './change-view.js';
import { invalidDefinition } from './invalid-definition.js';
import { ViewAnalyses } from './view-analyses.js';
import { ViewDrafts } from './view-drafts.js';
import { ViewQueries } from './views.queries.js';

type Asker = Pick<Change, 'teamId' | 'by'>;

/** What a version would change is found out here; whether it may, the rules say. */
@Injectable()
export class ChangeVersions {
  constructor(
    private readonly change: ChangeView,
    private readonly branches: ChangeBranches,
    private readonly drafts: ViewDrafts,
    private readonly analyses: ViewAnalyses,
    private readonly queries: ViewQueries,
    private readonly store: EventStore,
  ) {}

  async tag(id: string, { branch, notes, bump, reason }: TagVersion, change: Change) {
    const { state, revision } = await this.change.known(id, change.teamId);
    const { head: commit } = branchOf(state, branch);
    const content = await this.drafts.commit(id, commit, change.teamId, revision);
    const of = { ...state, ...change };
    const { analysis } = await this.analyses.kept(content, of);
    const judged = await this.judged(
      id,
      state,
      await this.analyses.side(content, analysis.columns, of),
      change,
    );
    const receipt = await this.change.append(
      id,
      { type: 'TagVersion', branch, commit, notes, bump, reason, ...judged, ...by(change) },
      change,
    );
    return this.tagged(receipt);
  }

  async rollBack(id: string, to: string, { notes }: RollBackView, change: Change) {
    const { teamId } = change;
    const { state, revision } = await this.change.known(id, teamId);
    const { content, analysis, drafted, judged } = await this.goingBack(id, to, change);
    if (!analysis.valid) throw invalidDefinition(analysis.faults);
    const { head } = branchOf(state, mainBranch);
    const before = await this.drafts.commit(id, head, teamId, revision);
    const receipt = await this.change.append(
      id,
      { type: 'RollBack', to, notes, ...judged, ...drafted, ...by(change) },
      change,
    );
    await this.branches.advance(id, mainBranch, before, content, change);
    return this.tagged(receipt);
  }

  /** What a version holds, as the newest one: what would that change, and does it still mean anything? */
  async goingBack(id: string, to: string, change: Asker) {
    const { state, revision } = await this.change.known(id, change.teamId);
    const old = state.versions.find(({ version }) => version === to);
    if (!old) throw versionNotFound();
    const content = await this.drafts.commit(id, old.commit, change.teamId, revision);
    const of = { ...state, ...change };
    const analysis = await this.analyses.of(content, of);
    const judged = await this.judged(
      id,
      state,
      await this.analyses.side(content, analysis.columns, of),
      change,
    );
    const becomes = versionAfter(judged.since, judged.proposed);
    return { content, analysis, judged, becomes, drafted: await this.analyses.drafted(content, of) };
  }

  /** What is different from the newest version, and which bump that asks for. */
  private async judged(id: string, { versions }: KnownView, after: Side, asker: Asker) {
    const last = versions.at(-1);
    const { columns } = after;
    if (!last) return { since: null, proposed: 'major' as const, changes: [], columns };
    const changes = diffOutputs(await this.side(id, last.version, asker), after);
    return { since: last.version, proposed: proposedBump(changes), changes, columns };
  }

  /** A version as it was tagged: with the columns it had then, whatever became of the schema. */
  async side(id: string, version: string, asker: Asker): Promise<Side> {
    const { state } = await this.change.known(id, asker.teamId);
    const { content, columns } = await this.version(id, version, asker.teamId);
    return this.analyses.side(content, columns, { ...state, ...asker });
  }

  async version(id: string, version: string, teamId: string) {
    const { state, revision } = await this.change.known(id, teamId);
    const found = state.versions.find((one) => one.version === version);
    if (!found) throw versionNotFound();
    const content = await this.drafts.commit(id, found.commit, teamId, revision);
    const row = await this.queries.version(teamId, id, version);
    if (!row) throw versionNotFound();
    return { ...row, content };
  }

  /** The version stands right before the event that makes it the active one. */
  private async tagged(receipt: { id: string; revision: number }): Promise<VersionTagged> {
    const [event] = await this.store.read<ViewEvent>(`view-${receipt.id}`, BigInt(receipt.revision - 1));
    if (event?.type !== 'ViewVersionTagged') throw new Error(`No version at ${JSON.stringify(receipt)}.`);
    const { version, content_hash, bump, proposed, changes } = event.data;
    return {
      ...receipt,
      version,
      content_hash,
      bump,
      proposed,
      changes: changes as VersionTagged['changes'],
    };
  }
}
