import { createPool } from '@pgai/db/pool.js';
import { SecretVault } from '@pgai/vault/secret-vault.js';
import { readConfig } from './config.js';

/** Gives one team, or every team that keeps secrets, a new key. Safe to run beside a pgai that serves. */
const [chosen] = process.argv.slice(2);
if (chosen === undefined || (chosen !== 'all' && !/^[0-9a-f-]{36}$/.test(chosen))) {
  console.error('Usage: rotate-keys <team id|all>');
  process.exit(2);
}
const { databaseUrl, masterKey } = readConfig();
const pool = createPool(databaseUrl, { max: 2, name: 'pgai rotate-keys' });
const vault = new SecretVault(pool, masterKey);
const { rows } = await pool.query<{ team_id: string }>(
  "select distinct team_id from app.team_key where $1 = 'all' or team_id::text = $1 order by 1",
  [chosen],
);
for (const { team_id } of rows) console.log(`${team_id}: ${await vault.rotateKey(team_id)} secrets moved`);
if (rows.length === 0) console.log('No such team keeps secrets.');
await pool.end();
