import type { Receipt } from '@pgai/contracts/receipt.js';
import type { ViewAnalysis, ViewPlan, ViewPreview } from '@pgai/contracts/view-analysis.js';
import type { ViewContent } from '@pgai/contracts/view-definition.js';
import type { ViewPresence } from '@pgai/contracts/view-presence.js';
import type {
  AddComment,
  BranchMerged,
  CommentList,
  CommitList,
  CommitView,
  CreateBranch,
  CreateView,
  ImportView,
  LockView,
  MergeBranch,
  PlanView,
  PreviewView,
  ReplyToComment,
  RestoreDraft,
  RollBackView,
  RollbackImpact,
  TagVersion,
  UpdateView,
  VersionDetail,
  VersionDiff,
  VersionTagged,
  ViewCommitted,
  ViewDefinition,
  ViewImported,
  ViewLineage,
  ViewList,
} from '@pgai/contracts/views.js';
import { ask, command, type Fetch, read } from '#lib/api/request.ts';

const base = (team: string) => `/api/teams/${team}/views`;
const of = (team: string, view: string) => `${base(team)}/${view}`;
const part = (name: string) => encodeURIComponent(name);

export const listViews = (team: string, fetch?: Fetch) => read<ViewList>(`${base(team)}?limit=200`, fetch);
export const whoEdits = (team: string, fetch?: Fetch) =>
  read<ViewPresence>(`/api/teams/${team}/view-presence`, fetch);
export const getView = (team: string, view: string, fetch?: Fetch) =>
  read<ViewDefinition>(of(team, view), fetch);
/** Comes back once the read model shows what the command did. */
export const shownView = (team: string, { id, revision }: { id: string; revision: number }) =>
  read<ViewDefinition>(`${of(team, id)}?at_least=${revision}`);
export const createView = (team: string, view: CreateView) => command<Receipt>(base(team), view);
export const importView = (team: string, view: ImportView) =>
  command<ViewImported>(`${base(team)}/import`, view);
export const updateView = (team: string, view: string, change: UpdateView, revision?: number) =>
  command<Receipt>(`${of(team, view)}/update`, change, revision);
export const archiveView = (team: string, view: string, revision?: number) =>
  command<Receipt>(`${of(team, view)}/archive`, {}, revision);

type Draft = { branch: string; content: ViewContent };
type Defaults<T, K extends keyof T> = Omit<T, K> & Partial<Pick<T, K>>;

export const validateView = (team: string, view: string, draft: Draft, signal?: AbortSignal) =>
  ask<ViewAnalysis>(`${of(team, view)}/validate`, draft, signal);
export const previewView = (
  team: string,
  view: string,
  draft: Defaults<PreviewView, 'limit' | 'parameters'>,
  signal?: AbortSignal,
) => ask<ViewPreview>(`${of(team, view)}/preview`, draft, signal);
export const planView = (
  team: string,
  view: string,
  draft: Defaults<PlanView, 'analyze' | 'parameters'>,
  signal?: AbortSignal,
) => ask<ViewPlan>(`${of(team, view)}/plan`, draft, signal);
export const getLineage = (team: string, view: string, branch: string) =>
  read<ViewLineage>(`${of(team, view)}/lineage?branch=${part(branch)}`);

export const commitView = (team: string, view: string, commit: CommitView) =>
  command<ViewCommitted>(`${of(team, view)}/commit`, commit);
export const listCommits = (team: string, view: string, branch: string) =>
  read<CommitList>(`${of(team, view)}/commits?branch=${part(branch)}`);
export const restoreDraft = (team: string, view: string, restore: RestoreDraft) =>
  command<Receipt>(`${of(team, view)}/restore`, restore);

export const tagVersion = (team: string, view: string, version: Defaults<TagVersion, 'notes'>) =>
  command<VersionTagged>(`${of(team, view)}/versions`, version);
export const getVersion = (team: string, view: string, version: string) =>
  read<VersionDetail>(`${of(team, view)}/versions/${part(version)}`);
/** `to` is a version, or `draft:<branch>`. */
export const diffVersions = (team: string, view: string, from: string, to: string) =>
  read<VersionDiff>(`${of(team, view)}/versions/${part(from)}/diff/${part(to)}`);
export const getImpact = (team: string, view: string, version: string) =>
  read<RollbackImpact>(`${of(team, view)}/versions/${part(version)}/impact`);
export const rollBack = (team: string, view: string, version: string, words: RollBackView) =>
  command<VersionTagged>(`${of(team, view)}/versions/${part(version)}/rollback`, words);

export const createBranch = (team: string, view: string, branch: CreateBranch) =>
  command<Receipt>(`${of(team, view)}/branches`, branch);
export const mergeBranch = (team: string, view: string, branch: string, merge: MergeBranch) =>
  command<BranchMerged>(`${of(team, view)}/branches/${part(branch)}/merge`, merge);
export const removeBranch = (team: string, view: string, branch: string) =>
  command<Receipt>(`${of(team, view)}/branches/${part(branch)}/remove`, {});

export const lockView = (team: string, view: string, lock: LockView) =>
  command<Receipt>(`${of(team, view)}/lock`, lock);
export const unlockView = (team: string, view: string) => command<Receipt>(`${of(team, view)}/unlock`, {});

export const listComments = (team: string, view: string, branch: string) =>
  read<CommentList>(`${of(team, view)}/comments?branch=${part(branch)}`);
export const addComment = (team: string, view: string, comment: AddComment) =>
  command<Receipt>(`${of(team, view)}/comments`, comment);
export const replyToComment = (team: string, view: string, comment: string, reply: ReplyToComment) =>
  command<Receipt>(`${of(team, view)}/comments/${comment}/replies`, reply);
export const resolveComment = (team: string, view: string, comment: string) =>
  command<Receipt>(`${of(team, view)}/comments/${comment}/resolve`, {});
export const reopenComment = (team: string, view: string, comment: string) =>
  command<Receipt>(`${of(team, view)}/comments/${comment}/reopen`, {});
