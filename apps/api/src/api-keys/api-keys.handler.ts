import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type ApiKeyCommand, apiKey } from '@pgai/domain/api-keys/api-key.js';
import { EventStore } from '@pgai/event-store/event-store.js';
import { type Context, type HandledReceipt, handle } from '@pgai/event-store/handle.js';

export class HandleApiKey extends Command<HandledReceipt> {
  constructor(
    readonly id: string,
    readonly command: ApiKeyCommand,
    readonly context: Context,
  ) {
    super();
  }
}

/** One handler for the aggregate: the rules are in the decider, so this only moves events. */
@CommandHandler(HandleApiKey)
export class ApiKeyHandler implements ICommandHandler<HandleApiKey> {
  constructor(private readonly store: EventStore) {}

  execute({ id, command, context }: HandleApiKey) {
    return handle(this.store, apiKey, `api_key-${id}`, command, context);
  }
}
