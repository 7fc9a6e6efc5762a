import type { ReadReq } from '@eventstore/db-client/generated/streams_pb.js';
import { type Filter, parseFilter } from './filter.js';
import type { UuidForm } from './frames.js';
import { invalid } from './refusal.js';
import { clampRevision, streamName } from './stream-options.js';

/** `start` and `end` are places too; a number is a revision of a stream or a position of the log. */
export type From = 'start' | 'end' | bigint;

type Common = { resolveLinks: boolean; uuidForm: UuidForm; from: From };
export type OfStream = Common & { stream: string };
export type OfAll = Common & { stream?: undefined; filter: Filter | undefined };
export type Source = OfStream | OfAll;

export type ReadRequest =
  | { kind: 'read'; source: Source; backwards: boolean; count: bigint }
  | { kind: 'subscribe'; source: Source };

export function parseReadRequest(request: ReadReq): ReadRequest {
  const options = request.getOptions();
  if (!options) throw invalid('A read needs options.');

  const source = parseSource(options);
  if (options.hasSubscription()) return { kind: 'subscribe', source };

  const count = BigInt(options.getCount());
  if (count === 0n) throw invalid('A read asks for one event at least.');
  return { kind: 'read', source, backwards: options.getReadDirection() === BACKWARDS, count };
}

const BACKWARDS = 1;

function parseSource(options: ReadReq.Options): Source {
  const common = {
    resolveLinks: options.getResolveLinks(),
    uuidForm: options.getUuidOption()?.hasString() ? 'string' : 'structured',
  } as const;
  const all = options.getAll();
  if (all) {
    const from = parseFrom(all, all.getPosition()?.getCommitPosition());
    const filter = options.getFilter();
    return { ...common, from, filter: filter && parseFilter(filter) };
  }

  const stream = options.getStream();
  const name = streamName(stream?.getStreamIdentifier());
  if (!stream || name === '') throw invalid('A read names a stream, or $all.');
  return { ...common, from: parseFrom(stream, stream.getRevision()), stream: name };
}

function parseFrom(place: { hasStart(): boolean; hasEnd(): boolean }, number = '0'): From {
  if (place.hasStart()) return 'start';
  return place.hasEnd() ? 'end' : clampRevision(number);
}
