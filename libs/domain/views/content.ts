import { DomainError } from '../domain-error.js';
import type { Content } from './events.js';

/** An append has room for a megabyte, and going back to a version appends both. */
const mostBytes = { content: 600_000, version: 400_000 };

/** @throws DomainError for what cannot be kept */
export function mustFit(content: Content) {
  if (bytesOf(content) > mostBytes.content)
    throw new DomainError(
      'invalid',
      'content-too-large',
      'This definition is larger than 600 kB.',
      'Take apart what it does into several views.',
    );
  if (!texts(content).every(storable))
    throw new DomainError(
      'invalid',
      'content-not-text',
      'This definition has a character that no database takes: a NUL, or half of a pair.',
      'Remove it.',
    );
}

/** @throws DomainError when what a version says of its columns and changes is too much for an event */
export function mustFitVersion(version: { changes: unknown; columns: unknown }) {
  if (bytesOf(version) > mostBytes.version)
    throw new DomainError(
      'invalid',
      'version-too-large',
      'The columns of this version and where they come from take more than 400 kB.',
      'Take apart what the view does into several views.',
    );
}

/** PostgreSQL takes neither NUL nor half of a surrogate pair. */
const storable = (text: string) => !text.includes('\0') && !/\p{Surrogate}/u.test(text);

function texts(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, item]) => [name, ...texts(item)]);
}

/** As UTF-8 JSON; counted here, as rules know no Buffer. */
function bytesOf(value: unknown) {
  let bytes = 0;
  for (const letter of JSON.stringify(value)) {
    const code = letter.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x1_0000 ? 3 : 4;
  }
  return bytes;
}
