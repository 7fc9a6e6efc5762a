/** The revision of the marker that ends a stream for ever. */
export const TOMBSTONE = 2n ** 63n - 1n;

/** A longer name would not fit into an index entry of the events table. */
const MAX_BYTES = 2_000;

export const metastreamOf = (stream: string) => `$$${stream}`;
export const isMetastream = (stream: string) => stream.startsWith('$$');
/** `$$x` and `x` share one head, kept under the name x. */
export const baseOf = (stream: string) => (isMetastream(stream) ? stream.slice(2) : stream);

/** Why this name cannot be written to or deleted, or undefined if it can. */
export function nameProblem(stream: string) {
  if (stream === '' || stream === '$$') return 'A stream needs a name.';
  if (stream.startsWith('$$$$')) return 'A metadata stream has no metadata stream of its own.';
  if (stream.includes('\0')) return 'A stream name cannot contain a NUL character.';
  if (Buffer.byteLength(stream) > MAX_BYTES) return `A stream name has at most ${MAX_BYTES} bytes.`;
}
