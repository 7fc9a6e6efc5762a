import { Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { ViewContent } from '@pgai/contracts/view-definition.js';
import { type CommitView, type CreateView, mainBranch, type UpdateView } from '@pgai/contracts/views.js';
import { connection, connectionNotFound, usable } from '@pgai/domain/connections/connection.js';
import { DomainError } from '@pgai/domain/domain-error.js';
import type { Actor } from '@pgai/domain/permissions/actor.js';
import type { Holder } from '@pgai/domain/permissions/allows.js';
import { branchOf, known } from '@pgai/domain/views/state.js';
import { type ViewCommand, view } from '@pgai/domain/views/view.js';
import { EventStore } from '@pgai/event-store/event-store.js';
import { latestOf, stateOf } from '@pgai/event-store/state-of.js';
import type { CommandContext } from '../platform/command-context.js';
import { PersonNames } from '../platform/person-names.js';
import { ProblemError } from '../platform/problem.js';
import { firstContent, saysNothing } from './content.js';
import { ViewAnalyses } from './view-analyses.js';
import { ViewDrafts } from './view-drafts.js';
import { ViewNames } from './view-names.js';
import { HandleView } from './views.handler.js';

export type Change = { teamId: string; by: Actor; holder: Holder; context: CommandContext };

type Beginning = Pick<
  Extract<ViewCommand, { type: 'CreateView' }>,
  'connection_id' | 'name' | 'imported_from'
>;

/** What is found out before the rules are asked: is the name free, what does the draft hold, does it mean anything? */
@Injectable()
export class ChangeView {
  constructor(
    private readonly commands: CommandBus,
    private readonly store: EventStore,
    private readonly names: ViewNames,
    private readonly drafts: ViewDrafts,
    private readonly analyses: ViewAnalyses,
    private readonly people: PersonNames,
  ) {}

  async create(fields: CreateView, change: Change) {
    const { connection_id, name } = fields;
    await this.belongs(connection_id, change.teamId);
    const content = firstContent(fields);
    if (!saysNothing(content)) await this.analyses.kept(content, { connection_id, name, ...change });
    return this.begin({ connection_id, name, imported_from: null }, content, change);
  }

  /** @throws DomainError unless the connection is one of this team's and in use */
  async belongs(connectionId: string, teamId: string) {
    const state = await stateOf(this.store, connection, `connection-${connectionId}`);
    if (usable(state).team_id !== teamId) throw connectionNotFound();
  }

  /** Of a connection that is this team's. */
  async begin(fields: Beginning, content: ViewContent, change: Change) {
    const id = change.context.newId;
    const { connection_id, name } = fields;
    const place = { teamId: change.teamId, connectionId: connection_id };
    const drafted = await this.analyses.drafted(content, { connection_id, name, ...change });
    await this.names.take(place, name, id);
    return this.append(id, { type: 'CreateView', ...fields, ...drafted, ...by(change) }, change).catch(
      async (error) => {
        if (error instanceof DomainError) await this.names.release(place, id, name);
        throw error;
      },
    );
  }

  /** A name that was taken in vain is free again after a minute; until then it may be somebody's who is still at it. */
  async update(id: string, fields: UpdateView, change: Change) {
    const { teamId, by: actor } = change;
    const { name, description } = fields;
    const { state } = await this.known(id, teamId);
    const place = { teamId, connectionId: state.connection_id };
    if (name !== undefined) await this.names.take(place, name, id);
    const receipt = await this.append(id, { type: 'UpdateView', ...fields, ...by(change) }, change);
    if (name !== undefined && name !== state.name) await this.names.release(place, id, state.name);
    if (description !== undefined) {
      const draft = { view_id: id, branch: mainBranch };
      await this.drafts.edit(draft, actor.id, (now) => ({ ...now, description }));
    }
    return receipt;
  }

  async archive(id: string, change: Change) {
    const { state } = await this.known(id, change.teamId);
    const receipt = await this.append(id, { type: 'ArchiveView', ...by(change) }, change);
    const place = { teamId: change.teamId, connectionId: state.connection_id };
    await this.names.release(place, id, state.name);
    return receipt;
  }

  async commit(id: string, { branch, message }: CommitView, change: Change) {
    const { teamId } = change;
    const { state } = await this.known(id, teamId);
    const { content, contributors, mark } = await this.drafts.draft(id, branch, teamId);
    const { drafted } = await this.analyses.kept(content, { ...state, ...change }, contributors);
    const authors = contributors.length > 0 ? contributors : [change.by.id];
    const receipt = await this.append(
      id,
      { type: 'CommitDraft', branch, message, contributors: authors, ...drafted, ...by(change) },
      change,
    );
    await this.drafts.committed(id, branch, teamId, mark);
    const { state: now } = await this.known(id, teamId);
    const { head: commit } = branchOf(now, branch);
    return { ...receipt, commit, content_hash: now.commits.get(commit)?.content_hash ?? '' };
  }

  append(id: string, command: ViewCommand, { teamId, context }: Change) {
    return this.unlessLocked(id, teamId, async () => {
      const { revision } = await this.commands.execute(new HandleView(id, command, context));
      return { id, revision: Number(revision) };
    });
  }

  /** A refusal because of a lock says by whom. */
  async unlessLocked<T>(id: string, teamId: string, work: () => T | Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof DomainError && error.code === 'view-locked')
        throw await this.lockedBy(id, teamId, error);
      throw error;
    }
  }

  /** As the log has it. @throws DomainError unless it is one of this team's */
  async known(id: string, teamId: string) {
    const { state, revision } = await latestOf(this.store, view, `view-${id}`);
    return { state: known(state, teamId), revision: Number(revision) };
  }

  /** The ledger keeps the detail, so the owner's name is in the hint. */
  private async lockedBy(id: string, teamId: string, { code, message }: DomainError) {
    const { lock } = (await this.known(id, teamId)).state;
    if (!lock) return new ProblemError(409, code, message);
    const { owner, reason, until } = lock;
    const who = owner.kind === 'user' ? await this.people.nameOf(owner.id) : 'A program';
    return new ProblemError(409, code, message, {
      hint: `${who} locked it: ${reason}. Wait until then, or ask.`,
      lock: { by: owner.id, reason, until },
    });
  }
}

export const by = ({ teamId, by, holder }: Change) => ({
  team_id: teamId,
  by,
  holder,
  at: new Date().toISOString(),
});
