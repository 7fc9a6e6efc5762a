import { Injectable } from '@nestjs/common';
import type { ViewContent } from '@pgai/contracts/view-definition.js';
import type { BranchMerged, CreateBranch, MergeBranch, RestoreDraft } from '@pgai/contracts/views.js';
import { contains, mergeBase } from '@pgai/domain/views/branches.js';
import { branchOf, commitOf, unlocked } from '@pgai/domain/views/state.js';
import { merge } from '@pgai/views/definition/merge.js';
import { wordsOf } from '@pgai/views/definition/words.js';
import { by, type Change, ChangeView } from './change-view.js';
import { ViewAnalyses } from './view-analyses.js';
import { ViewDrafts } from './view-drafts.js';

/** Lines of commits beside each other, and how two become one. */
@Injectable()
export class ChangeBranches {
  constructor(
    private readonly change: ChangeView,
    private readonly drafts: ViewDrafts,
    private readonly analyses: ViewAnalyses,
  ) {}

  create(id: string, { name: branch, from }: CreateBranch, change: Change) {
    return this.change.append(id, { type: 'CreateBranch', branch, from, ...by(change) }, change);
  }

  async remove(id: string, branch: string, change: Change) {
    const receipt = await this.change.append(id, { type: 'RemoveBranch', branch, ...by(change) }, change);
    await this.drafts.remove({ view_id: id, branch }, change.teamId);
    return receipt;
  }

  /** An edit of the draft, and nothing else: the log hears of it when it is committed. */
  async restore(id: string, { branch, commit }: RestoreDraft, change: Change) {
    const { teamId } = change;
    const { state, revision } = await this.change.known(id, teamId);
    await this.change.unlessLocked(id, teamId, () => unlocked(state, by(change), 'views:edit'));
    branchOf(state, branch);
    commitOf(state, commit);
    const content = await this.drafts.commit(id, commit, teamId, revision);
    await this.drafts.replace({ view_id: id, branch }, change.by.id, content);
    return { id, revision };
  }

  async merge(id: string, branch: string, asked: MergeBranch, change: Change): Promise<BranchMerged> {
    const { into, resolutions, message } = asked;
    const { state, revision } = await this.change.known(id, change.teamId);
    const [theirs, ours] = [branchOf(state, branch).head, branchOf(state, into).head];
    if (branch !== into && contains(state, ours, theirs))
      return { id, revision, merged: true, commit: ours, conflicts: [] };
    const content = (commit: number) => this.drafts.commit(id, commit, change.teamId, revision);
    const base = await content(mergeBase(state, ours, theirs));
    const [before, other] = [await content(ours), await content(theirs)];
    const { content: both, conflicts: found } = merge(base, before, other, resolutions);
    if (found.length > 0) {
      const conflicts = found.map((one) => ({
        ...one,
        words: {
          base: wordsOf(base, one.key, one.base),
          ours: wordsOf(before, one.key, one.ours),
          theirs: wordsOf(other, one.key, one.theirs),
        },
      }));
      const keys = conflicts.map(({ key }) => key);
      const raised = { type: 'RaiseConflict', branch, into, keys, ...by(change) } as const;
      return { ...(await this.change.append(id, raised, change)), merged: false, commit: null, conflicts };
    }
    const { drafted } = await this.analyses.kept(both, { ...state, ...change });
    const receipt = await this.change.append(
      id,
      {
        type: 'MergeBranch',
        branch,
        into,
        theirs,
        ours,
        message,
        contributors: [change.by.id],
        conflicts: Object.keys(resolutions),
        ...drafted,
        ...by(change),
      },
      change,
    );
    await this.advance(id, into, before, both, change);
    const { state: now } = await this.change.known(id, change.teamId);
    return { ...receipt, merged: true, commit: branchOf(now, into).head, conflicts: [] };
  }

  /** What a branch gained its draft gains too; what somebody is changing there meanwhile stays as they have it. */
  async advance(id: string, branch: string, before: ViewContent, after: ViewContent, { by: actor }: Change) {
    await this.drafts.edit(
      { view_id: id, branch },
      actor.id,
      (now) => merge(before, now, after).content, // of a conflict it has what is in the draft
    );
  }
}
