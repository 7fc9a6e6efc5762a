import type { ReadReq } from '@eventstore/db-client/generated/streams_pb.js';
import type { StoredEvent } from './event.js';
import { invalid } from './refusal.js';

export type Filter = {
  matches(event: StoredEvent): boolean;
  /** A checkpoint is due after so many events were considered, whether they matched or not. */
  checkpointEvery: number;
};

const DEFAULT_WINDOW = 32;

export function parseFilter(options: ReadReq.Options.FilterOptions): Filter {
  const onStream = options.getStreamIdentifier();
  const expression = onStream ?? options.getEventType();
  if (!expression) throw invalid('A filter looks at the event type or at the stream name.');

  const accepts = acceptor(expression);
  const window = options.hasMax() ? options.getMax() : DEFAULT_WINDOW;
  return {
    matches: onStream ? ({ stream }) => accepts(stream) : ({ type }) => accepts(type),
    checkpointEvery: Math.max(1, window) * Math.max(1, options.getCheckpointintervalmultiplier()),
  };
}

function acceptor(expression: ReadReq.Options.FilterOptions.Expression): (text: string) => boolean {
  const prefixes = expression.getPrefixList();
  if (prefixes.length > 0) return (text) => prefixes.some((prefix) => text.startsWith(prefix));
  try {
    const regex = new RegExp(expression.getRegex());
    return (text) => regex.test(text);
  } catch {
    throw invalid(`The filter is not a regular expression: ${expression.getRegex()}`);
  }
}
