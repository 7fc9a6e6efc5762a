import { TOMBSTONE } from './stream-name.js';

/** What the last `$metadata` event of a stream says about hiding its older events. */
export type StreamMetadata = {
  text: string;
  maxCount?: bigint;
  maxAgeSeconds?: number;
  truncateBefore?: bigint;
};

export const noMetadata: StreamMetadata = { text: '{}' };

/** Anything that is not a JSON object says nothing; a value that is not a whole number is not obeyed. */
export function parseMetadata(bytes: Uint8Array): StreamMetadata {
  const text = Buffer.from(bytes).toString('utf8');
  const fields = parseObject(text);
  if (!fields) return noMetadata;

  const maxCount = wholeNumber(fields.$maxCount);
  const maxAge = wholeNumber(fields.$maxAge);
  const truncateBefore = wholeNumber(fields.$tb);
  return {
    text,
    ...(maxCount && { maxCount }),
    ...(maxAge && { maxAgeSeconds: Number(maxAge) }),
    ...(truncateBefore !== undefined && { truncateBefore }),
  };
}

/** The same metadata with another `$tb`, which may be too large for a JSON number of this language. */
export function withTruncateBefore({ text }: StreamMetadata, revision: bigint) {
  const { $tb: _, ...rest } = parseObject(text) ?? {};
  const others = JSON.stringify(rest).slice(1, -1);
  return Buffer.from(`{${others}${others && ','}"$tb":${revision}}`);
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  } catch {
    return undefined;
  }
}

function wholeNumber(value: unknown) {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0) return undefined;
  return value >= 2 ** 63 ? TOMBSTONE : BigInt(value);
}
