import { withStores } from '../maintenance.ts';

/** `npm run rebuild -- <projection|all>`: makes read models anew from the events. */
export const run = (args: string[]) => withStores('apps/projector/dist/rebuild.main.js', args);
