import { Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { ViewContent } from '@pgai/contracts/view-definition.js';
import type { CommitView, CreateView, UpdateView } from '@pgai/contracts/views.js';
import { connection, connectionNotFound, usable } from '@pgai/domain/connections/connection.js';
import { DomainError } from '@pgai/domain/domain-error.js';
import type { Actor } from '@pgai/domain/permissions/actor.js';
import type { Holder } from '@pgai/domain/permissions/allows.js';
import { branchOf, known } from '@pgai/domain/views/state.js';
import { type ViewCommand, view } from '@pgai/domain/views/view.js';
import { EventStore } from '@pgai/event-store/event-store.js';
import { latestOf, stateOf } from '@pgai/event-store/state-of.js';
import { contentHash } from '@pgai/views/definition/content-hash.js';
import type { CommandContext } from '../platform/command-context.js';
import { ProblemError } from '../platform/problem.js';
import { dependenciesOf, firstContent } from './content.js';
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
  ) {}

  async create(fields: CreateView, change: Change) {
    const { connection_id, name } = fields;
    await this.belongs(connection_id, change.teamId);
    return this.begin({ connection_id, name, imported_from: null }, firstContent(fields), change);
  }

  /** @throws DomainError unless the connection is one of this team's and in use */
  async belongs(connectionId: string, teamId: string) {
    const state = await stateOf(this.store, connection, `connection-${connectionId}`);
    if (usable(state).team_id !== teamId) throw connectionNotFound();
  }

  /** Of a connection that is this team's. */
  async begin(fields: Beginning, content: ViewContent, change: Change) {
    const id = change.context.newId;
    const place = { teamId: change.teamId, connectionId: fields.connection_id };
    await this.names.take(place, fields.name, id);
    return this.append(
      id,
      { type: 'CreateView', ...fields, ...drafted(content), ...by(change) },
      change,
    ).catch((error) => {
      if (error instanceof DomainError) this.names.release(place, id).catch(() => undefined);
      throw error;
    });
  }

  async update(id: string, fields: UpdateView, change: Change) {
    const { state } = await this.known(id, change.teamId);
    const place = { teamId: change.teamId, connectionId: state.connection_id };
    if (fields.name !== undefined) await this.names.take(place, fields.name, id);
    const receipt = await this.append(id, { type: 'UpdateView', ...fields, ...by(change) }, change);
    const { state: now } = await this.known(id, change.teamId);
    await this.names.release(place, id, now.name);
    return receipt;
  }

  async archive(id: string, change: Change) {
    const { state } = await this.known(id, change.teamId);
    const receipt = await this.append(id, { type: 'ArchiveView', ...by(change) }, change);
    await this.names.release({ teamId: change.teamId, connectionId: state.connection_id }, id);
    return receipt;
  }

  async commit(id: string, { branch, message }: CommitView, change: Change) {
    const { content, contributors } = await this.drafts.draft(id, branch, change.teamId);
    const receipt = await this.append(
      id,
      { type: 'CommitDraft', branch, message, contributors, ...drafted(content), ...by(change) },
      change,
    );
    const { state } = await this.known(id, change.teamId);
    const { head: commit } = branchOf(state, branch);
    return { ...receipt, commit, content_hash: state.commits.get(commit)?.content_hash ?? '' };
  }

  async append(id: string, command: ViewCommand, { teamId, context }: Change) {
    try {
      const { revision } = await this.commands.execute(new HandleView(id, command, context));
      return { id, revision: Number(revision) };
    } catch (error) {
      throw error instanceof DomainError && error.code === 'view-locked'
        ? await this.lockedBy(id, teamId, error)
        : error;
    }
  }

  private async lockedBy(id: string, teamId: string, { code, message, hint }: DomainError) {
    const { lock } = (await this.known(id, teamId)).state;
    return new ProblemError(409, code, message, {
      ...(hint && { hint }),
      ...(lock && { lock: { by: lock.owner.id, reason: lock.reason, until: lock.until } }),
    });
  }

  /** As the log has it. @throws DomainError unless it is one of this team's */
  async known(id: string, teamId: string) {
    const { state, revision } = await latestOf(this.store, view, `view-${id}`);
    return { state: known(state, teamId), revision: Number(revision) };
  }
}

export const by = ({ teamId, by, holder }: Change) => ({
  team_id: teamId,
  by,
  holder,
  at: new Date().toISOString(),
});

export const drafted = (content: ViewContent) => ({
  content,
  content_hash: contentHash(content),
  dependencies: dependenciesOf(content),
});
