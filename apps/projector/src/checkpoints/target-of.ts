import { fileTarget } from './file-target.js';
import { s3Target } from './s3-target.js';
import type { Target } from './target.js';
import { webhookTarget } from './webhook-target.js';

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
