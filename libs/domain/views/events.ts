/** What a draft, a commit and a version hold. The rules know its profile and its hash, and look no further into it. */
export type Content = { profile: 'nocode' | 'sql'; description: string; [part: string]: unknown };

export type Bump = 'major' | 'minor' | 'patch';

/** A state of a branch that was validated; `parents` are the commits it comes from, two of them for a merge. */
export type CommitData = {
  branch: string;
  commit: number;
  parents: number[];
  content: Content;
  content_hash: string;
  /** `schema.name` of what it reads */
  dependencies: string[];
  message: string;
  contributors: string[];
};

export type LockOwner = { kind: 'user' | 'api_key' | 'system'; id: string };

export type ViewEvent =
  | {
      type: 'ViewCreated';
      data: {
        team_id: string;
        connection_id: string;
        name: string;
        content: Content;
        content_hash: string;
        dependencies: string[];
        /** the view of the database that it began as */
        imported_from: { schema: string; name: string } | null;
      };
    }
  | { type: 'ViewRenamed'; data: { name: string } }
  | { type: 'ViewDescribed'; data: { description: string } }
  | { type: 'ViewDraftCommitted'; data: CommitData }
  | { type: 'ViewBranched'; data: { branch: string; from: string; base: number } }
  | { type: 'ViewBranchMerged'; data: CommitData & { merged: string; conflicts: string[] } }
  | { type: 'MergeConflictRaised'; data: { branch: string; into: string; keys: string[] } }
  | { type: 'ViewBranchRemoved'; data: { branch: string } }
  | {
      type: 'ViewVersionTagged';
      data: {
        version: string;
        commit: number;
        content_hash: string;
        notes: string;
        bump: Bump;
        /** what the changes ask for; a smaller bump has a reason */
        proposed: Bump;
        reason: string | null;
        /** the version it goes back to */
        restores: string | null;
        changes: Record<string, unknown>[];
        columns: Record<string, unknown>[];
      };
    }
  | { type: 'ActiveViewVersionSet'; data: { version: string } }
  | { type: 'ViewLocked'; data: { owner: LockOwner; until: string; reason: string } }
  | { type: 'ViewUnlocked'; data: Record<string, never> }
  | { type: 'ViewArchived'; data: Record<string, never> };
