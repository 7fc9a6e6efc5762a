import { canonicalJson } from './canonical-json.js';
import { leafHash } from './hashes.js';

/** An event as the log keeps it: its data has the shape it was stored in. */
export type LoggedEvent = {
  position: bigint | string;
  stream: string;
  revision: bigint | number;
  id: string;
  type: string;
  data: unknown;
  metadata: unknown;
};

/**
 * The leaf of an event: a JSON array of the encoding's name, position, stream, revision, event id, type, data and
 * metadata, canonical by RFC 8785; position and revision are decimal text. Canonical and not the stored text, because
 * EventStoreDB's client hands out parsed JSON; and before upcasting, as a leaf must not change with the program.
 */
export const leafOf = ({ position, stream, revision, id, type, data, metadata }: LoggedEvent) =>
  leafHash(
    Buffer.from(
      canonicalJson(['pgai-ledger/1', String(position), stream, String(revision), id, type, data, metadata]),
    ),
  );

type Who = {
  actor: { kind: string; id: string };
  team_id: string | null;
  correlation_id: string;
  at: string;
};

/** What the ledger shows of an event, besides what the leaf is made of. A refusal is shown with what it was about. */
export function describe({ stream, type, data, metadata }: LoggedEvent & { metadata: Who }) {
  const dash = stream.indexOf('-');
  const about =
    type === 'CommandRefused' ? (data as { resource_type: string; resource_id: string }) : undefined;
  return {
    team_id: metadata.team_id,
    actor_kind: metadata.actor.kind,
    actor_id: metadata.actor.id,
    action: type,
    resource_type: about?.resource_type ?? (dash < 0 ? stream : stream.slice(0, dash)),
    resource_id: about?.resource_id ?? stream.slice(dash + 1),
    correlation_id: metadata.correlation_id,
    at: new Date(metadata.at),
  };
}
