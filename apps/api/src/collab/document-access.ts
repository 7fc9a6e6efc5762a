import { Injectable } from '@nestjs/common';
import type { DocumentName } from '@pgai/collab/document-name.js';
import { view } from '@pgai/domain/views/view.js';
import { EventStore } from '@pgai/event-store/event-store.js';
import { stateOf } from '@pgai/event-store/state-of.js';

/** Which drafts there are, as the log has it now. */
@Injectable()
export class DocumentAccess {
  constructor(private readonly store: EventStore) {}

  /** The view, if it has such a branch. */
  async find({ view_id, branch }: DocumentName) {
    const state = await stateOf(this.store, view, `view-${view_id}`);
    return state.status !== 'absent' && state.branches.has(branch) ? state : undefined;
  }
}
