import { createPool } from '@pgai/db/pool.js';
import { EventStore } from '@pgai/event-store/event-store.js';
import { PersonalVault } from '@pgai/vault/personal-vault.js';
import { readConfig } from './config.js';
import { projections } from './followers.js';
import type { Open, Projection } from './projection.js';

type Tools = { databaseUrl: string; store: EventStore; open: Open };

/** A command line of one argument, the name of a projection or `all`; the process ends with what `work` answers. */
export async function onProjections(
  command: string,
  work: (projection: Projection, tools: Tools) => Promise<boolean>,
) {
  const name = process.argv[2];
  const chosen = projections.filter((projection) => name === 'all' || projection.name === name);
  if (chosen.length === 0) {
    console.error(
      `Usage: ${command} <projection|all>. Projections: ${projections.map((p) => p.name).join(', ')}`,
    );
    process.exit(2);
  }
  const { databaseUrl, eventStoreUrl, masterKey } = readConfig();
  const store = new EventStore(eventStoreUrl);
  const pool = createPool(databaseUrl, { max: 4, name: `pgai ${command}` });
  const vault = new PersonalVault(pool, masterKey);
  let good = true;
  try {
    for (const projection of chosen)
      good = (await work(projection, { databaseUrl, store, open: vault.open.bind(vault) })) && good;
  } finally {
    await store.dispose();
    await pool.end();
  }
  process.exit(good ? 0 : 1);
}
