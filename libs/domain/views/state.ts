import { DomainError } from '../domain-error.js';
import { type Actor, demand } from '../permissions/actor.js';
import type { Holder } from '../permissions/allows.js';
import type { Permission } from '../permissions/permissions.js';
import type { CommitData, LockOwner, ViewEvent } from './events.js';

/** Who acts in which team, what a person holds there, and when. */
export type By = { team_id: string; by: Actor; holder?: Holder | undefined; at: string };

export type Branch = { head: number; base: number | null };
export type Commit = { branch: string; parents: readonly number[]; content_hash: string };
export type VersionState = { version: string; commit: number; content_hash: string };
export type Lock = { owner: LockOwner; until: string; reason: string };

/** Only what the rules need: contents stay in the log and in the read models. */
export type KnownView = {
  status: 'active' | 'archived';
  team_id: string;
  connection_id: string;
  name: string;
  description: string;
  branches: ReadonlyMap<string, Branch>;
  /** commits are counted from 1, over all branches */
  commits: ReadonlyMap<number, Commit>;
  versions: readonly VersionState[];
  /** the version that counts */
  active: string | null;
  lock: Lock | null;
};
export type View = { status: 'absent' } | KnownView;

export const mainBranch = 'main';

export const evolve = (view: View, event: ViewEvent): View => {
  if (event.type === 'ViewCreated') {
    const { team_id, connection_id, name, content, content_hash } = event.data;
    return {
      status: 'active',
      team_id,
      connection_id,
      name,
      description: content.description,
      branches: new Map([[mainBranch, { head: 1, base: null }]]),
      commits: new Map([[1, { branch: mainBranch, parents: [], content_hash }]]),
      versions: [],
      active: null,
      lock: null,
    };
  }
  return view.status === 'absent' ? view : next(view, event);
};

const next = (view: KnownView, event: Exclude<ViewEvent, { type: 'ViewCreated' }>): KnownView => {
  switch (event.type) {
    case 'ViewRenamed':
      return { ...view, name: event.data.name };
    case 'ViewDescribed':
      return { ...view, description: event.data.description };
    case 'ViewDraftCommitted':
    case 'ViewBranchMerged':
      return committed(view, event.data);
    case 'ViewBranched': {
      const { branch, base } = event.data;
      return { ...view, branches: new Map(view.branches).set(branch, { head: base, base }) };
    }
    case 'ViewBranchRemoved':
      return {
        ...view,
        branches: new Map([...view.branches].filter(([name]) => name !== event.data.branch)),
      };
    case 'ViewVersionTagged': {
      const { version, commit, content_hash } = event.data;
      return { ...view, versions: [...view.versions, { version, commit, content_hash }] };
    }
    case 'ActiveViewVersionSet':
      return { ...view, active: event.data.version };
    case 'ViewLocked':
      return { ...view, lock: event.data };
    case 'ViewUnlocked':
      return { ...view, lock: null };
    case 'ViewArchived':
      return { ...view, status: 'archived', lock: null };
    default:
      return view; // a conflict changes nothing, nor does an event written by a newer version
  }
};

function committed(
  view: KnownView,
  { branch, commit, parents, content_hash, content }: CommitData,
): KnownView {
  return {
    ...view,
    description: branch === mainBranch ? content.description : view.description,
    branches: new Map(view.branches).set(branch, {
      base: view.branches.get(branch)?.base ?? null,
      head: commit,
    }),
    commits: new Map(view.commits).set(commit, { branch, parents, content_hash }),
  };
}

/** The view, if it is one of this team's. */
export function known(view: View, team_id: string): KnownView {
  if (view.status === 'absent' || view.team_id !== team_id) throw viewNotFound();
  return view;
}

/** The view, if it is one of this team's, still changes, and the actor may do this. */
export function permitted(view: View, { team_id, by, holder }: By, permission: Permission): KnownView {
  const found = known(view, team_id);
  demand(by, permission, () => holder, { name: found.name });
  if (found.status === 'archived')
    throw new DomainError('conflict', 'view-archived', 'An archived view cannot change.');
  return found;
}

/** As `permitted`, for what a lock keeps from everybody but who set it. */
export function unlocked(view: View, command: By, permission: Permission): KnownView {
  const found = permitted(view, command, permission);
  const lock = lockOf(found, command.at);
  if (lock && !isOwner(lock, command.by))
    throw new DomainError(
      'conflict',
      'view-locked',
      `This view is locked until ${lock.until}.`,
      'Wait until then, or ask whoever locked it.',
    );
  return found;
}

export const lockOf = ({ lock }: KnownView, at: string): Lock | null =>
  lock && Date.parse(lock.until) > Date.parse(at) ? lock : null;

export const isOwner = ({ owner }: Lock, by: Actor) => owner.kind === by.kind && owner.id === by.id;

export function branchOf({ branches }: KnownView, name: string): Branch {
  const branch = branches.get(name);
  if (!branch) throw new DomainError('not-found', 'branch-not-found', 'This view has no such branch.');
  return branch;
}

export const commitOf = ({ commits }: KnownView, number: number): Commit => {
  const commit = commits.get(number);
  if (!commit) throw new DomainError('not-found', 'commit-not-found', 'This view has no such commit.');
  return commit;
};

export const viewNotFound = () =>
  new DomainError('not-found', 'view-not-found', 'There is no such view in this team.');
