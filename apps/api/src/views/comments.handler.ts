import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type CommentCommand, viewComments } from '@pgai/domain/views/comments.js';
import { EventStore } from '@pgai/event-store/event-store.js';
import { type Context, type HandledReceipt, handle } from '@pgai/event-store/handle.js';

export class HandleComment extends Command<HandledReceipt> {
  constructor(
    /** of the view */
    readonly id: string,
    readonly command: CommentCommand,
    readonly context: Context,
  ) {
    super();
  }
}

/** Comments have a stream of their own, so that talking about a view changes nothing of it. */
@CommandHandler(HandleComment)
export class CommentHandler implements ICommandHandler<HandleComment> {
  constructor(private readonly store: EventStore) {}

  execute({ id, command, context }: HandleComment) {
    return handle(this.store, viewComments, `view_comments-${id}`, command, context);
  }
}
