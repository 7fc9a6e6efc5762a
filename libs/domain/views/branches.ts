import { DomainError } from '../domain-error.js';
import { type Drafted, mustBeWritable, nextCommit } from './commits.js';
import type { ViewEvent } from './events.js';
import { type By, branchOf, type KnownView, mainBranch, permitted, unlocked, type View } from './state.js';

export type BranchCommand =
  | ({ type: 'CreateBranch'; branch: string; from: string } & By)
  | ({ type: 'RemoveBranch'; branch: string } & By)
  | ({
      type: 'MergeBranch';
      branch: string;
      into: string;
      /** the heads that were merged */
      theirs: number;
      ours: number;
      message: string;
      contributors: string[];
      /** the parts that both had changed, and for which somebody chose a side */
      conflicts: string[];
    } & Drafted &
      By)
  | ({ type: 'RaiseConflict'; branch: string; into: string; keys: string[] } & By);

const mostBranches = 50;

export const decideBranch = (command: BranchCommand, now: View): ViewEvent[] => {
  switch (command.type) {
    case 'CreateBranch': {
      const view = permitted(now, command, 'views:edit');
      const { branch, from } = command;
      const { head } = branchOf(view, from);
      if (view.branches.has(branch))
        throw new DomainError('conflict', 'branch-exists', 'This view has a branch of that name.');
      if (view.branches.size >= mostBranches)
        throw new DomainError(
          'conflict',
          'too-many-branches',
          `A view has at most ${mostBranches} branches.`,
          'Remove those that are merged.',
        );
      return [{ type: 'ViewBranched', data: { branch, from, base: head } }];
    }
    case 'RemoveBranch': {
      const view = unlocked(now, command, 'views:edit');
      const { branch } = command;
      if (branch === mainBranch) throw new DomainError('conflict', 'main-branch', 'The branch main stays.');
      branchOf(view, branch);
      return [{ type: 'ViewBranchRemoved', data: { branch } }];
    }
    case 'MergeBranch':
      return merge(command, unlocked(now, command, 'views:edit'));
    case 'RaiseConflict': {
      const { branch, into, keys } = command;
      mustDiffer(unlocked(now, command, 'views:edit'), command);
      return [{ type: 'MergeConflictRaised', data: { branch, into, keys } }];
    }
  }
};

type Merge = Extract<BranchCommand, { type: 'MergeBranch' }>;

/** What was merged was made of two heads; if one of them has moved, it has to be made again. */
function merge(command: Merge, view: KnownView): ViewEvent[] {
  mustDiffer(view, command);
  const { branch, into, theirs, ours, content, content_hash, dependencies } = command;
  const { message, contributors, conflicts } = command;
  if (branchOf(view, branch).head !== theirs || branchOf(view, into).head !== ours)
    throw new DomainError(
      'conflict',
      'branch-moved',
      'Somebody else has committed in the meantime.',
      'Merge again.',
    );
  if (contains(view, ours, theirs)) return [];
  mustBeWritable(content, command, view.name);
  const commit = nextCommit(view);
  return [
    {
      type: 'ViewBranchMerged',
      data: {
        merged: branch,
        branch: into,
        commit,
        parents: [ours, theirs],
        content,
        content_hash,
        dependencies,
        message,
        contributors,
        conflicts,
      },
    },
  ];
}

function mustDiffer(view: KnownView, { branch, into }: { branch: string; into: string }) {
  branchOf(view, branch);
  branchOf(view, into);
  if (branch === into)
    throw new DomainError('invalid', 'same-branch', 'A branch is merged into another one.');
}

/** Everything that led to a commit, itself included. */
export function ancestry({ commits }: KnownView, commit: number): Set<number> {
  const found = new Set<number>();
  const open = [commit];
  for (let one = open.pop(); one !== undefined; one = open.pop()) {
    if (found.has(one)) continue;
    found.add(one);
    open.push(...(commits.get(one)?.parents ?? []));
  }
  return found;
}

export const contains = (view: KnownView, commit: number, other: number) => ancestry(view, commit).has(other);

/** The newest commit that both come from: commits are counted in the order they are made, so it is the greatest. */
export function mergeBase(view: KnownView, ours: number, theirs: number): number {
  const others = ancestry(view, theirs);
  return Math.max(...[...ancestry(view, ours)].filter((commit) => others.has(commit)));
}
