import { randomBytes, randomUUID } from 'node:crypto';
import { migrate } from '@pgai/db/migrate.js';
import { createPool } from '@pgai/db/pool.js';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createDatabase } from '../../test/support/database.ts';
import { DestroyedKeys, destroyKey } from './destroyed-keys.js';
import { keyTrustMs, PersonalVault } from './personal-vault.js';

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

describe('a person whose key was destroyed', () => {
  it('gets no other: what comes late is sealed to nothing', async () => {
    const ada = randomUUID();
    const vault = another();
    const before = await vault.seal(ada, 'Ada');

    await destroyKey(pool, ada);
    vault.forget(ada);
    const late = await vault.seal(ada, 'Ada again');

    expect(late).toEqual({ $sealed: '' });
    expect(await vault.open(ada, late)).toBeNull();
    expect(await vault.open(ada, before)).toBeNull();
    expect(
      (await pool.query('select wrapped_key from app.subject_key where subject_id = $1', [ada])).rows,
    ).toEqual([{ wrapped_key: null }]);
  });

  it('who never had one gets none either', async () => {
    const ada = randomUUID();

    await destroyKey(pool, ada);

    expect(await another().seal(ada, 'Ada')).toEqual({ $sealed: '' });
  });

  it('is forgotten within a second by a process that held the key', async () => {
    const ada = randomUUID();
    const vault = another();
    const listening = new DestroyedKeys(vault, {
      databaseUrl: database.url,
      name: 'another process',
      onLost: () => undefined,
    });
    await listening.listen();
    const sealed = await vault.seal(ada, 'Ada');
    expect(await vault.open(ada, sealed)).toBe('Ada');

    await destroyKey(pool, ada);

    await expect.poll(() => vault.open(ada, sealed), { timeout: 1_000, interval: 20 }).toBeNull();
    await listening.stop();
  });

  it('is not trusted for long by a process that nobody told', async ({ onTestFinished }) => {
    vi.useFakeTimers({ toFake: ['performance'] });
    onTestFinished(() => void vi.useRealTimers());
    const ada = randomUUID();
    const vault = another();
    const sealed = await vault.seal(ada, 'Ada');
    await destroyKey(pool, ada);
    expect(await vault.open(ada, sealed)).toBe('Ada');

    vi.advanceTimersByTime(keyTrustMs);

    expect(await vault.open(ada, sealed)).toBeNull();
  });

  it('stays erased when the row is written over, unless it is taken away', async () => {
    const ada = randomUUID();
    await destroyKey(pool, ada);

    await expect(
      pool.query('update app.subject_key set wrapped_key = $2 where subject_id = $1', [ada, randomBytes(60)]),
    ).rejects.toThrow('subject_key_or_tombstone');
  });
});
