import type { AppendReq, BatchAppendReq } from '@eventstore/db-client/generated/streams_pb.js';
import { type ProposedEvent, sizeOf } from './event.js';
import { appendTooLarge, invalid, missingProperty, Refusal } from './refusal.js';
import { parseUuid } from './uuid.js';

/** The most that one append may carry; the limit that the clients of the protocol know. */
export const MAX_APPEND_SIZE = 1024 * 1024;

/** The events of one append as they arrive, possibly in several messages. The first fault spoils the whole append. */
export class ProposedEvents {
  #events: ProposedEvent[] = [];
  #size = 0;
  #fault: Refusal | undefined;

  add(message: AppendReq.ProposedMessage | BatchAppendReq.ProposedMessage) {
    if (this.#fault) return;
    try {
      const event = parseMessage(message);
      this.#size += sizeOf([event]);
      if (this.#size > MAX_APPEND_SIZE) throw appendTooLarge(MAX_APPEND_SIZE);
      this.#events.push(event);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      this.#fault = error;
      this.#events = [];
    }
  }

  all() {
    if (this.#fault) throw this.#fault;
    return this.#events;
  }
}

function parseMessage(message: AppendReq.ProposedMessage | BatchAppendReq.ProposedMessage): ProposedEvent {
  const properties = message.getMetadataMap();
  const type = properties.get('type');
  const contentType = properties.get('content-type');
  if (type === undefined || contentType === undefined) throw missingProperty();
  if (type === '' || type.includes('\0')) throw invalid('An event needs a type without NUL characters.');

  const id = parseUuid(message.getId());
  if (!id) throw invalid('An event needs a uuid that is not empty.');
  return {
    id,
    type,
    json: contentType === 'application/json',
    data: message.getData_asU8(),
    meta: message.getCustomMetadata_asU8(),
  };
}
