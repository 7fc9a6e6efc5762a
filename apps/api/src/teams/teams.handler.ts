import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type TeamCommand, team } from '@pgai/domain/teams/team.js';
import { EventStore } from '@pgai/event-store/event-store.js';
import { type Context, type HandledReceipt, handle } from '@pgai/event-store/handle.js';

export class HandleTeam extends Command<HandledReceipt> {
  constructor(
    readonly id: string,
    readonly command: TeamCommand,
    readonly context: Context,
  ) {
    super();
  }
}

/** One handler for the aggregate: the rules are in the decider, so this only moves events. */
@CommandHandler(HandleTeam)
export class TeamHandler implements ICommandHandler<HandleTeam> {
  constructor(private readonly store: EventStore) {}

  execute({ id, command, context }: HandleTeam) {
    const metadata = { ...context.metadata, team_id: id };
    return handle(this.store, team, `team-${id}`, command, { ...context, metadata });
  }
}
