import { Injectable } from '@nestjs/common';
import type { DocumentName } from '@pgai/collab/document-name.js';
import { EventStore } from '@pgai/event-store/event-store.js';
import { stateOf } from '@pgai/event-store/state-of.js';

/** Of a draft, what a right to it depends on. */
export type DocumentFacts = {
  team_id: string;
  /** of the view */
  name: string;
  archived: boolean;
  lock: { owner: { kind: string; id: string }; until: string } | null;
};

/** Which drafts there are, as the log has it now. */
export abstract class DocumentAccess {
  abstract find(name: DocumentName): Promise<DocumentFacts | undefined>;
}

type State = (DocumentFacts & { branches: string[] }) | undefined;
type Happened = { type: string; data: Record<string, unknown> };

const evolve = (view: State, { type, data }: Happened): State => {
  if (type === 'ViewCreated')
    return {
      team_id: data.team_id,
      name: data.name,
      archived: false,
      lock: null,
      branches: ['main'],
    } as never;
  if (!view) return view;
  switch (type) {
    case 'ViewRenamed':
      return { ...view, name: data.name as string };
    case 'ViewBranched':
      return { ...view, branches: [...view.branches, data.branch as string] };
    case 'ViewBranchRemoved':
      return { ...view, branches: view.branches.filter((branch) => branch !== data.branch) };
    case 'ViewLocked':
      return { ...view, lock: data as never };
    case 'ViewUnlocked':
      return { ...view, lock: null };
    case 'ViewArchived':
      return { ...view, archived: true, lock: null };
    default:
      return view;
  }
};

const drafts = { initial: undefined as State, decide: () => [], evolve };

@Injectable()
export class LoggedDocuments extends DocumentAccess {
  constructor(private readonly store: EventStore) {
    super();
  }

  async find({ view_id, branch }: DocumentName) {
    const view = await stateOf(this.store, drafts as never, `view-${view_id}`);
    const state = view as State;
    return state?.branches.includes(branch) ? state : undefined;
  }
}
