import { fileTarget } from './file-target.js';
import { s3Target } from './s3-target.js';
import { webhookTarget } from './webhook-target.js';

/** A place that whoever runs the database does not control. */
export type Target = {
  /** as health and the audit page call it: without anything secret */
  readonly label: string;
  /** Keeps a note under a name, once. @throws NotThisTree when another note is kept there by this name */
  keep(name: string, note: string): Promise<void>;
  /** The newest notes that are kept there; undefined where nothing can be read back. */
  kept?(): Promise<string[]>;
};

/** So many copies are read back and compared each time. */
export const readBack = 200;

/** Sorts by size as text; the same size is the same name. */
export const nameOf = (size: number) => `checkpoint-${String(size).padStart(15, '0')}.txt`;
export const isName = (name: string) => /^checkpoint-\d{15}\.txt$/.test(name);

const kinds: Record<string, (url: URL) => Target> = {
  'file:': fileTarget,
  's3:': s3Target,
  'https:': webhookTarget,
  'http:': webhookTarget,
};

/** @throws Error with a sentence, for an address that nothing can be kept at */
export function targetOf(address: string): Target {
  if (!URL.canParse(address)) throw new Error(`"${address}" is no address.`);
  const url = new URL(address);
  const make = kinds[url.protocol];
  if (!make) throw new Error(`${url.protocol}// is none of file://, s3:// and https://.`);
  if (url.protocol === 'http:' && !/^(127\.0\.0\.1|localhost|\[::1\])$/.test(url.hostname))
    throw new Error('A webhook outside of this machine is called by https.');
  if (url.username || url.password) throw new Error('Credentials do not belong into the address.');
  return make(url);
}
