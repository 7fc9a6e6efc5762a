import type { StreamIdentifier } from '@eventstore/db-client/generated/shared_pb.js';
import type { ExpectedRevision } from './event.js';
import { invalid } from './refusal.js';
import { nameProblem, TOMBSTONE } from './stream-name.js';

type Expectation = {
  hasNoStream(): boolean;
  hasAny(): boolean;
  hasStreamExists(): boolean;
};

export const streamName = (identifier: StreamIdentifier | undefined) =>
  Buffer.from(identifier?.getStreamName_asU8() ?? []).toString('utf8');

/** The stream of a command; commands on impossible names are refused before anything else is looked at. */
export function writableStream(identifier: StreamIdentifier | undefined) {
  const stream = streamName(identifier);
  const problem = nameProblem(stream);
  if (problem) throw invalid(problem);
  return stream;
}

export function expectedRevision(options: Expectation, revision: string): ExpectedRevision {
  if (options.hasNoStream()) return 'no_stream';
  if (options.hasAny()) return 'any';
  if (options.hasStreamExists()) return 'stream_exists';
  return clampRevision(revision);
}

/** The wire has 64 bits without sign; beyond the last possible revision all numbers mean the same. */
export function clampRevision(text: string) {
  const revision = BigInt(text);
  return revision > TOMBSTONE ? TOMBSTONE : revision;
}
