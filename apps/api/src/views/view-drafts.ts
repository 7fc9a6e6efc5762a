import { Injectable } from '@nestjs/common';
import type { DocumentName } from '@pgai/collab/document-name.js';
import { DocumentStore } from '@pgai/collab/document-store.js';
import type { ViewContent } from '@pgai/contracts/view-definition.js';
import { branchOf, known, viewNotFound } from '@pgai/domain/views/state.js';
import { view } from '@pgai/domain/views/view.js';
import { EventStore } from '@pgai/event-store/event-store.js';
import { latestOf } from '@pgai/event-store/state-of.js';
import { contentOf, writeContent } from '@pgai/views/document/content.js';
import type { DraftSeed } from '../platform/draft-seed.js';
import { PersonNames } from '../platform/person-names.js';
import { ReadYourWrite } from '../platform/read-your-write.js';
import { DraftMarks } from './draft-marks.js';
import { invalidDefinition } from './invalid-definition.js';
import { ViewQueries } from './views.queries.js';

/** Whoever it is that fills an empty draft is none of its authors. */
const seeder = 'pgai';

/** What is being edited in the branches of a view. A draft that nobody has opened yet is what its branch holds. */
@Injectable()
export class ViewDrafts implements DraftSeed {
  constructor(
    private readonly store: EventStore,
    private readonly documents: DocumentStore,
    private readonly queries: ViewQueries,
    private readonly marks: DraftMarks,
    private readonly readYourWrite: ReadYourWrite,
    private readonly names: PersonNames,
  ) {}

  /**
   * What a draft holds, and who has edited it since its newest commit. The authors are asked for first: whoever edits in
   * between is named in the next commit. @throws ProblemError when it cannot be read
   */
  async draft(id: string, branch: string, teamId: string) {
    const { state, revision } = await this.log(id, teamId);
    const { head } = branchOf(state, branch);
    const name = { view_id: id, branch };
    const since = await this.marks.find(teamId, name);
    const { people, stateVector: mark } = await this.documents.contributors(name, since);
    const contributors = people.filter((person) => person !== seeder);
    if (await this.documents.isEmpty(name))
      return { content: await this.commit(id, head, teamId, revision), contributors, mark };
    const read = contentOf(await this.documents.load(name));
    if ('faults' in read) throw invalidDefinition(read.faults, await this.names.namesOf(contributors));
    return { content: read.content, contributors, mark };
  }

  /** From now on only who edits after the mark is an author of what is committed next. */
  committed(id: string, branch: string, teamId: string, mark: Uint8Array) {
    return this.marks.set(teamId, { view_id: id, branch }, mark);
  }

  /** What a commit holds that the log knows: the read model is waited for. */
  async commit(id: string, commit: number, teamId: string, revision: number): Promise<ViewContent> {
    const row = await this.readYourWrite.read(id, { at_least: revision }, () =>
      this.queries.commit(teamId, id, commit),
    );
    if (!row) throw viewNotFound();
    return row.content;
  }

  /** An edit forward, for everybody who has the draft open. One that nobody has opened yet is left to its branch. */
  async edit(name: DocumentName, by: string, change: (now: ViewContent) => ViewContent) {
    if (await this.documents.isEmpty(name)) return;
    await this.documents.change(name, by, (doc) => {
      const read = contentOf(doc);
      if ('content' in read) writeContent(doc, change(read.content));
    });
  }

  /** The draft becomes this, whatever it was. */
  replace(name: DocumentName, by: string, content: ViewContent) {
    return this.documents.change(name, by, (doc) => writeContent(doc, content));
  }

  async remove(name: DocumentName, teamId: string) {
    await this.documents.remove(name);
    await this.marks.remove(teamId, name);
  }

  async fill(name: DocumentName) {
    if (!(await this.documents.isEmpty(name))) return;
    const { state, revision } = await latestOf(this.store, view, `view-${name.view_id}`);
    if (state.status === 'absent') return;
    const { head } = branchOf(state, name.branch);
    const content = await this.commit(name.view_id, head, state.team_id, Number(revision));
    await this.documents.fill(name, seeder, (doc) => writeContent(doc, content));
  }

  private async log(id: string, teamId: string) {
    const { state, revision } = await latestOf(this.store, view, `view-${id}`);
    return { state: known(state, teamId), revision: Number(revision) };
  }
}
