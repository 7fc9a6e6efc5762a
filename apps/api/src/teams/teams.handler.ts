import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type TeamCommand, team } from '@pgai/domain/teams/team.js';
import { EventStore } from '@pgai/event-store/event-store.js';
import { type Context, type HandledReceipt, handle } from '@pgai/event-store/handle.js';
import { TeamChanges } from '../platform/team-changes.js';

export class HandleTeam extends Command<HandledReceipt> {
  constructor(
    readonly id: string,
    readonly command: TeamCommand,
    readonly context: Context,
  ) {
    super();
  }
}

/** Commands after which somebody may do less than before: what the read models say must not count until they know. */
const takesRights: ReadonlySet<TeamCommand['type']> = new Set([
  'LeaveTeam',
  'RemoveMember',
  'DeactivateMember',
  'ChangeRole',
  'ApproveRoleChange',
  'RevokePermission',
  'SetSecurityPolicy',
]);

/** One handler for the aggregate: the rules are in the decider, so this only moves events. */
@CommandHandler(HandleTeam)
export class TeamHandler implements ICommandHandler<HandleTeam> {
  constructor(
    private readonly store: EventStore,
    private readonly changes: TeamChanges,
  ) {}

  execute({ id, command, context }: HandleTeam) {
    const metadata = { ...context.metadata, team_id: id };
    const work = () => handle(this.store, team, `team-${id}`, command, { ...context, metadata });
    return takesRights.has(command.type) ? this.changes.during(id, work) : work();
  }
}
