import type { Decider } from '../decider.js';
import { DomainError } from '../domain-error.js';
import { demand } from '../permissions/actor.js';
import { type BranchCommand, decideBranch } from './branches.js';
import { type CommitCommand, type Drafted, decideCommit, described, mustBeWritable } from './commits.js';
import type { ViewEvent } from './events.js';
import { decideLock, type LockCommand } from './locks.js';
import { type By, evolve, unlocked, type View } from './state.js';
import { decideVersion, type VersionCommand } from './versions.js';

export type { ViewEvent } from './events.js';
export type { View } from './state.js';

export type ViewCommand =
  | ({
      type: 'CreateView';
      connection_id: string;
      name: string;
      imported_from: { schema: string; name: string } | null;
    } & Drafted &
      By)
  | ({ type: 'UpdateView'; name?: string | undefined; description?: string | undefined } & By)
  | ({ type: 'ArchiveView' } & By)
  | CommitCommand
  | BranchCommand
  | VersionCommand
  | LockCommand;

export const decide = (command: ViewCommand, view: View): ViewEvent[] => {
  switch (command.type) {
    case 'CreateView':
      return create(command, view);
    case 'UpdateView': {
      const now = unlocked(view, command, 'views:edit');
      const { name = now.name, description = now.description } = command;
      // a condition on names has to hold for the new one as well
      if (name !== now.name) demand(command.by, 'views:edit', () => command.holder, { name });
      return [
        ...(name === now.name ? [] : [{ type: 'ViewRenamed' as const, data: { name } }]),
        ...described(now, description),
      ];
    }
    case 'ArchiveView':
      unlocked(view, command, 'views:archive');
      return [{ type: 'ViewArchived', data: {} }];
    case 'CommitDraft':
      return decideCommit(command, view);
    case 'CreateBranch':
    case 'RemoveBranch':
    case 'MergeBranch':
    case 'RaiseConflict':
      return decideBranch(command, view);
    case 'TagVersion':
    case 'RollBack':
      return decideVersion(command, view);
    case 'LockView':
    case 'UnlockView':
      return decideLock(command, view);
  }
};

function create(command: Extract<ViewCommand, { type: 'CreateView' }>, view: View): ViewEvent[] {
  const { team_id, connection_id, name, content, content_hash, dependencies, imported_from } = command;
  demand(command.by, 'views:create', () => command.holder, { name });
  if (view.status !== 'absent')
    throw new DomainError('conflict', 'view-exists', 'This view was made before.');
  mustBeWritable(content, command, name);
  const data = { team_id, connection_id, name, content, content_hash, dependencies, imported_from };
  return [{ type: 'ViewCreated', data }];
}

export const view: Decider<View, ViewCommand, ViewEvent> = { initial: { status: 'absent' }, decide, evolve };
