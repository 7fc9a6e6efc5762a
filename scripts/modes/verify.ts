import { withStores } from '../maintenance.ts';

/** `npm run verify`: rebuilds read models, all unless named, into a scratch schema and compares with the live ones. */
export const run = (args: string[]) =>
  withStores('apps/projector/dist/verify.main.js', args.length > 0 ? args : ['all']);
