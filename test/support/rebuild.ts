import { createPool } from '@pgai/db/pool.js';
import { PersonalVault } from '@pgai/vault/personal-vault.js';
import { projections } from '../../apps/projector/src/followers.js';
import { rebuild } from '../../apps/projector/src/rebuild.js';
import { verify } from '../../apps/projector/src/verify.js';
import { masterKey, type Stack } from './app.ts';

/** As `npm run rebuild -- all` and `npm run verify -- all` do, with a vault of their own; answers the verdicts. */
export async function rebuildAll({ environment, store }: Stack) {
  const databaseUrl = environment.DATABASE_URL;
  const pool = createPool(databaseUrl, { max: 2 });
  const vault = new PersonalVault(pool, Buffer.from(masterKey, 'hex'));
  const tools = { databaseUrl, store, open: vault.open.bind(vault) };
  try {
    for (const projection of projections) await rebuild(projection, tools);
    const verdicts = [];
    for (const projection of projections) verdicts.push(...(await verify(projection, tools)));
    return verdicts;
  } finally {
    await pool.end();
  }
}
