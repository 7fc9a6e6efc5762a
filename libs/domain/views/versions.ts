import { DomainError } from '../domain-error.js';
import { type Drafted, nextCommit } from './commits.js';
import { mustFitVersion } from './content.js';
import type { Bump, ViewEvent } from './events.js';
import { type By, branchOf, type KnownView, mainBranch, unlocked, type View } from './state.js';
import { smaller, versionAfter } from './version-number.js';

/** What the changes since the newest version are, and what they ask for. */
type Judged = {
  /** the version they were found against */
  since: string | null;
  proposed: Bump;
  changes: Record<string, unknown>[];
  columns: Record<string, unknown>[];
  notes: string;
};

export type VersionCommand =
  | ({
      type: 'TagVersion';
      branch: string;
      commit: number;
      bump: Bump | undefined;
      reason: string | undefined;
    } & Judged &
      By)
  | ({ type: 'RollBack'; to: string } & Judged & Drafted & By);

export const decideVersion = (command: VersionCommand, now: View): ViewEvent[] => {
  const view = unlocked(now, command, 'views:version');
  const last = view.versions.at(-1);
  if (command.since !== (last?.version ?? null))
    throw new DomainError(
      'conflict',
      'version-moved',
      'Somebody else has made a version in the meantime.',
      'Look at what changed, and make it again.',
    );
  return command.type === 'TagVersion' ? tag(command, view) : rollBack(command, view);
};

function tag(command: Extract<VersionCommand, { type: 'TagVersion' }>, view: KnownView): ViewEvent[] {
  const { branch, commit, proposed, bump = proposed, reason } = command;
  if (branchOf(view, branch).head !== commit)
    throw new DomainError(
      'conflict',
      'branch-moved',
      'Somebody else has committed in the meantime.',
      'Look at what changed, and make the version again.',
    );
  if (smaller(bump, proposed) && !reason)
    throw new DomainError(
      'invalid',
      'bump-too-small',
      `The changes ask for a ${proposed} version.`,
      'Take that, or give the reason why a smaller one will do.',
    );
  const content_hash = view.commits.get(commit)?.content_hash ?? '';
  mustBeNews(view, content_hash);
  return tagged(view, { ...command, bump, commit, content_hash, restores: null, reason: reason ?? null });
}

/** What an older version holds becomes the newest one: a commit of `main` and a version of their own. */
function rollBack(command: Extract<VersionCommand, { type: 'RollBack' }>, view: KnownView): ViewEvent[] {
  const { to, content, content_hash, dependencies, proposed } = command;
  const old = view.versions.find(({ version }) => version === to);
  if (!old) throw versionNotFound();
  mustBeNews(view, old.content_hash);
  const { head } = branchOf(view, mainBranch);
  const known = view.commits.get(head)?.content_hash === content_hash;
  const commit = known ? head : nextCommit(view);
  const message = `Back to ${to}`;
  const committed: ViewEvent[] = known
    ? []
    : [
        {
          type: 'ViewDraftCommitted',
          data: {
            branch: mainBranch,
            commit,
            parents: [head],
            content,
            content_hash,
            dependencies,
            message,
            contributors: [],
          },
        },
      ];
  const more = { bump: proposed, commit, content_hash, restores: to, reason: null };
  return [...committed, ...tagged(view, { ...command, ...more })];
}

type Tagged = Extract<ViewEvent, { type: 'ViewVersionTagged' }>['data'];

function tagged(view: KnownView, data: Omit<Tagged, 'version'>): ViewEvent[] {
  const { commit, content_hash, notes, bump, proposed, reason, restores, changes, columns } = data;
  mustFitVersion({ changes, columns });
  const version = versionAfter(view.versions.at(-1)?.version, bump);
  return [
    {
      type: 'ViewVersionTagged',
      data: {
        version,
        commit,
        content_hash,
        notes,
        bump,
        proposed,
        reason,
        restores,
        changes,
        columns,
      },
    },
    { type: 'ActiveViewVersionSet', data: { version } },
  ];
}

function mustBeNews({ versions }: KnownView, content_hash: string) {
  const last = versions.at(-1);
  if (last?.content_hash === content_hash)
    throw new DomainError('conflict', 'version-unchanged', `Nothing has changed since ${last.version}.`);
}

export const versionNotFound = () =>
  new DomainError('not-found', 'version-not-found', 'This view has no such version.');
