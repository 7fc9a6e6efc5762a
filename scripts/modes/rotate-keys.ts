import { withStores } from '../maintenance.ts';

/** `npm run rotate-keys -- <team id|all>`: new keys for the secrets of teams, while they are in use. */
export const run = (args: string[]) => withStores('apps/projector/dist/rotate-keys.main.js', args);
