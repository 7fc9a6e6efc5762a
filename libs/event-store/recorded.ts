import type { RecordedEvent } from '@eventstore/db-client';
import type { Event } from '@pgai/domain/decider.js';
import type { Metadata, Recorded } from './event.js';
import { upcast } from './upcast.js';

const isMetadata = (metadata: unknown): metadata is Metadata =>
  typeof metadata === 'object' && metadata !== null && 'at' in metadata && 'schema' in metadata;

/**
 * The client's event in our words; undefined for events that are not ours: those of the store itself (`$…`),
 * and those of other applications on the same cluster, which lack our metadata.
 */
export function toRecorded<E extends Event>(event: RecordedEvent): Recorded<E> | undefined {
  const { type, data, metadata, position } = event;
  if (!event.isJson || type.startsWith('$') || !isMetadata(metadata) || !position) return undefined;
  return {
    type,
    data: upcast.lift(type, metadata.schema, data as Event['data']),
    stored: data,
    id: event.id,
    stream: event.streamId,
    revision: event.revision,
    position: position.commit,
    metadata,
    at: new Date(metadata.at),
  } as unknown as Recorded<E>;
}
