import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type ViewCommand, view } from '@pgai/domain/views/view.js';
import { EventStore } from '@pgai/event-store/event-store.js';
import { type Context, type HandledReceipt, handle } from '@pgai/event-store/handle.js';

export class HandleView extends Command<HandledReceipt> {
  constructor(
    readonly id: string,
    readonly command: ViewCommand,
    readonly context: Context,
  ) {
    super();
  }
}

/** One handler for the aggregate: the rules are in the decider, so this only moves events. */
@CommandHandler(HandleView)
export class ViewHandler implements ICommandHandler<HandleView> {
  constructor(private readonly store: EventStore) {}

  execute({ id, command, context }: HandleView) {
    return handle(this.store, view, `view-${id}`, command, context);
  }
}
