import { randomBytes, randomUUID } from 'node:crypto';
import { migrate } from '@pgai/db/migrate.js';
import { createPool } from '@pgai/db/pool.js';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDatabase } from '../../test/support/database.ts';
import { PersonalVault } from './personal-vault.js';

let database: Awaited<ReturnType<typeof createDatabase>>;
let pool: pg.Pool;
const masterKey = randomBytes(32);
const another = (key = masterKey) => new PersonalVault(pool, key);

beforeAll(async () => {
  database = await createDatabase();
  await migrate(database.url);
  pool = createPool(database.url);
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

describe('personal data', () => {
  it('is opened by any process that has the master key', async () => {
    const ada = randomUUID();

    const sealed = await another().seal(ada, 'Ada Ōkonkwo-Reyes 👩‍🔬');

    expect(await another().open(ada, sealed)).toBe('Ada Ōkonkwo-Reyes 👩‍🔬');
  });

  it('sealed by several processes at once is under one key', async () => {
    const ada = randomUUID();

    const sealed = await Promise.all(
      [another(), another(), another()].map((vault, i) => vault.seal(ada, `name ${i}`)),
    );

    const opened = await Promise.all(sealed.map((each) => another().open(ada, each)));
    expect(opened).toEqual(['name 0', 'name 1', 'name 2']);
  });

  it('looks different each time', async () => {
    const vault = another();
    const ada = randomUUID();

    expect(await vault.seal(ada, 'Ada')).not.toEqual(await vault.seal(ada, 'Ada'));
  });

  it('is gone when the key is destroyed', async () => {
    const ada = randomUUID();
    const sealed = await another().seal(ada, 'Ada');

    await pool.query('delete from app.subject_key where subject_id = $1', [ada]);

    expect(await another().open(ada, sealed)).toBeNull();
  });

  it('does not open for somebody else, with another master key, or with a changed byte', async () => {
    const [ada, eve] = [randomUUID(), randomUUID()];
    const vault = another();
    const sealed = await vault.seal(ada, 'Ada');
    await vault.seal(eve, 'Eve');
    const bytes = Buffer.from(sealed.$sealed, 'base64');

    await expect(vault.open(eve, sealed)).rejects.toThrow();
    await expect(another(randomBytes(32)).open(ada, sealed)).rejects.toThrow();
    for (let at = 0; at < bytes.length; at++) {
      const changed = Buffer.from(bytes);
      changed[at]! ^= 1;
      await expect(vault.open(ada, { $sealed: changed.toString('base64') })).rejects.toThrow();
    }
  });
});
