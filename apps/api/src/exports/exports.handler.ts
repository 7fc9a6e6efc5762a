import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { auditExport, type ExportCommand } from '@pgai/domain/exports/export.js';
import { EventStore } from '@pgai/event-store/event-store.js';
import { type Context, type HandledReceipt, handle } from '@pgai/event-store/handle.js';

export class HandleExport extends Command<HandledReceipt> {
  constructor(
    readonly id: string,
    readonly command: ExportCommand,
    readonly context: Context,
  ) {
    super();
  }
}

@CommandHandler(HandleExport)
export class ExportHandler implements ICommandHandler<HandleExport> {
  constructor(private readonly store: EventStore) {}

  execute({ id, command, context }: HandleExport) {
    return handle(this.store, auditExport, `export-${id}`, command, context);
  }
}
