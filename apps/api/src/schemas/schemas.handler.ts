import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type SchemaCommand, schemaCatalog } from '@pgai/domain/schemas/schema-catalog.js';
import { EventStore } from '@pgai/event-store/event-store.js';
import { type Context, type HandledReceipt, handle } from '@pgai/event-store/handle.js';

export class HandleSchema extends Command<HandledReceipt> {
  constructor(
    /** of the connection */
    readonly id: string,
    readonly command: SchemaCommand,
    readonly context: Context,
  ) {
    super();
  }
}

/** One handler for the aggregate: the rules are in the decider, so this only moves events. */
@CommandHandler(HandleSchema)
export class SchemaHandler implements ICommandHandler<HandleSchema> {
  constructor(private readonly store: EventStore) {}

  execute({ id, command, context }: HandleSchema) {
    return handle(this.store, schemaCatalog, `schema-${id}`, command, context);
  }
}
