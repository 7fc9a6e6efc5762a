import { Injectable } from '@nestjs/common';
import type { ViewContent } from '@pgai/contracts/view-definition.js';
import { branchOf, known, viewNotFound } from '@pgai/domain/views/state.js';
import { view } from '@pgai/domain/views/view.js';
import { EventStore } from '@pgai/event-store/event-store.js';
import { latestOf } from '@pgai/event-store/state-of.js';
import { ReadYourWrite } from '../platform/read-your-write.js';
import { ViewQueries } from './views.queries.js';

/** What is being edited in the branches of a view, and what it began with. */
@Injectable()
export class ViewDrafts {
  constructor(
    private readonly store: EventStore,
    private readonly queries: ViewQueries,
    private readonly readYourWrite: ReadYourWrite,
  ) {}

  async draft(id: string, branch: string, teamId: string) {
    return { content: await this.head(id, branch, teamId), contributors: [] as string[] };
  }

  /** What the newest commit of a branch holds. */
  async head(id: string, branch: string, teamId: string): Promise<ViewContent> {
    const { state, revision } = await latestOf(this.store, view, `view-${id}`);
    const { head } = branchOf(known(state, teamId), branch);
    return this.commit(id, head, teamId, Number(revision));
  }

  /** What a commit holds that the log knows: the read model is waited for. */
  async commit(id: string, commit: number, teamId: string, revision: number): Promise<ViewContent> {
    const row = await this.readYourWrite.read(id, { at_least: revision }, () =>
      this.queries.commit(teamId, id, commit),
    );
    if (!row) throw viewNotFound();
    return row.content;
  }
}
