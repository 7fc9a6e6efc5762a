import { DomainError } from '../domain-error.js';
import { demand } from '../permissions/actor.js';
import { mustFit } from './content.js';
import type { Content, ViewEvent } from './events.js';
import { type By, branchOf, type KnownView, mainBranch, unlocked, type View } from './state.js';

export type Drafted = { content: Content; content_hash: string; dependencies: string[] };

export type CommitCommand = {
  type: 'CommitDraft';
  branch: string;
  message: string;
  contributors: string[];
} & Drafted &
  By;

/** A draft that means what the newest commit means is no commit; of `main` its description may still be news. */
export function decideCommit(command: CommitCommand, now: View): ViewEvent[] {
  const view = unlocked(now, command, 'views:edit');
  const { branch, content, content_hash, dependencies, message, contributors } = command;
  const { head } = branchOf(view, branch);
  if (content_hash === view.commits.get(head)?.content_hash)
    return branch === mainBranch ? described(view, content.description) : [];
  mustBeWritable(content, command, view.name);
  const commit = nextCommit(view);
  return [
    {
      type: 'ViewDraftCommitted',
      data: { branch, commit, parents: [head], content, content_hash, dependencies, message, contributors },
    },
  ];
}

const mostCommits = 100_000;

export function nextCommit({ commits }: KnownView) {
  if (commits.size >= mostCommits)
    throw new DomainError('conflict', 'too-many-commits', `A view has at most ${mostCommits} commits.`);
  return commits.size + 1;
}

export const described = (view: KnownView, description: string): ViewEvent[] =>
  description === view.description ? [] : [{ type: 'ViewDescribed', data: { description } }];

/** SQL is written by those who may; and what is kept has to fit. */
export function mustBeWritable(content: Content, { by, holder }: By, name: string) {
  if (content.profile === 'sql') demand(by, 'views:write-sql', () => holder, { name });
  mustFit(content);
}
