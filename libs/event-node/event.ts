/** An event as a client proposes it. Data and metadata are bytes and are kept exactly as sent. */
export type ProposedEvent = {
  id: string;
  type: string;
  json: boolean;
  data: Uint8Array;
  meta: Uint8Array;
};

/** A proposed event with its place in a stream. */
export type Row = ProposedEvent & { stream: string; revision: bigint };

/** What the log holds. `created` counts 100-ns ticks since 1970, as the protocol wants it. */
export type StoredEvent = Row & { position: bigint; created: bigint };

export type ExpectedRevision = 'any' | 'no_stream' | 'stream_exists' | bigint;

/** What an append weighs against the size limit. */
export const sizeOf = (events: ProposedEvent[]) =>
  events.reduce((sum, { type, data, meta }) => sum + 2 * type.length + data.length + meta.length, 0);
