import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type ConnectionCommand, connection } from '@pgai/domain/connections/connection.js';
import { EventStore } from '@pgai/event-store/event-store.js';
import { type Context, type HandledReceipt, handle } from '@pgai/event-store/handle.js';

export class HandleConnection extends Command<HandledReceipt> {
  constructor(
    readonly id: string,
    readonly command: ConnectionCommand,
    readonly context: Context,
  ) {
    super();
  }
}

/** One handler for the aggregate: the rules are in the decider, so this only moves events. */
@CommandHandler(HandleConnection)
export class ConnectionHandler implements ICommandHandler<HandleConnection> {
  constructor(private readonly store: EventStore) {}

  execute({ id, command, context }: HandleConnection) {
    return handle(this.store, connection, `connection-${id}`, command, context);
  }
}
