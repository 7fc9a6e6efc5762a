import { withStores } from '../maintenance.ts';

/** `npm run verify`: rebuilds into a scratch schema and compares with what the pages read. */
export const run = (args: string[]) => withStores('apps/projector/dist/verify.main.js', args);
