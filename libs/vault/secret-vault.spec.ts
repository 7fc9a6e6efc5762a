import { randomBytes, randomUUID } from 'node:crypto';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDatabase } from '../../test/support/database.ts';
import { migrate } from '../db/migrate.ts';
import { createPool } from '../db/pool.ts';
import { SecretGone, SecretVault } from './secret-vault.js';

let database: Awaited<ReturnType<typeof createDatabase>>;
let pool: pg.Pool;
const masterKey = randomBytes(32);
beforeAll(async () => {
  database = await createDatabase();
  await migrate(database.url);
  pool = createPool(database.url);
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

const vault = (key = masterKey) => new SecretVault(pool, key);
const somewhere = () => ({ teamId: randomUUID(), ownerId: randomUUID() });
const cipherTextOf = async (id: string): Promise<Buffer> =>
  (await pool.query('select cipher_text from app.secret where secret_id = $1', [id])).rows[0].cipher_text;
const put = (id: string, bytes: Buffer) =>
  pool.query('update app.secret set cipher_text = $2 where secret_id = $1', [id, bytes]);

describe('a secret', () => {
  it('comes back in another process, and looks different every time it is kept', async () => {
    const place = somewhere();
    const first = await vault().store(place, 'pässwörd 🔑');
    const second = await vault().store(place, 'pässwörd 🔑');

    expect(await vault().open(place, first.secret_id)).toBe('pässwörd 🔑');
    expect(await cipherTextOf(first.secret_id)).not.toEqual(await cipherTextOf(second.secret_id));
    expect(first.fingerprint).toBe(second.fingerprint);
  });

  it('does not open with a changed byte, wherever it is', async () => {
    const place = somewhere();
    const { secret_id } = await vault().store(place, 'secret');
    const bytes = await cipherTextOf(secret_id);

    for (let at = 0; at < bytes.length; at++) {
      const changed = Buffer.from(bytes);
      changed[at]! ^= 1;
      await put(secret_id, changed);
      await expect(vault().open(place, secret_id)).rejects.toThrow();
    }
    await put(secret_id, bytes);
    expect(await vault().open(place, secret_id)).toBe('secret');
  });

  it('opens for its team and owner alone, with this master key alone', async () => {
    const [ada, eve] = [somewhere(), somewhere()];
    const { secret_id } = await vault().store(ada, 'secret');
    const evil = await vault().store(eve, 'other');

    await expect(vault().open(eve, secret_id)).rejects.toThrow(SecretGone);
    await expect(vault().open({ ...ada, ownerId: eve.ownerId }, secret_id)).rejects.toThrow();
    await expect(vault(randomBytes(32)).open(ada, secret_id)).rejects.toThrow();

    const [mine, theirs] = [await cipherTextOf(secret_id), await cipherTextOf(evil.secret_id)];
    await put(secret_id, theirs);
    await put(evil.secret_id, mine);
    await expect(vault().open(ada, secret_id)).rejects.toThrow();
    await expect(vault().open(eve, evil.secret_id)).rejects.toThrow();
  });

  it('that was replaced is forgotten', async () => {
    const place = somewhere();
    const old = await vault().store(place, 'old');
    const { secret_id } = await vault().store(place, 'new');

    await vault().forgetOthers(place, secret_id);

    await expect(vault().open(place, old.secret_id)).rejects.toThrow(SecretGone);
    expect(await vault().open(place, secret_id)).toBe('new');
  });

  it('of a team that keeps two at once has one key', async () => {
    const place = somewhere();

    await Promise.all([1, 2, 3, 4].map((n) => vault().store(place, `secret ${n}`)));

    const { rows } = await pool.query('select from app.team_key where team_id = $1', [place.teamId]);
    expect(rows).toHaveLength(1);
  });
});

describe('a new team key', () => {
  it('takes over 10,000 secrets while they are read, with no read that fails', async () => {
    const place = somewhere();
    const { secret_id } = await vault().store(place, 'secret');
    const bytes = await cipherTextOf(secret_id);
    const kept: [id: string, n: number][] = [];
    const keeping = Array.from({ length: 8 }, async (_, first) => {
      for (let n = first; n < 10_000; n += 8)
        kept.push([(await vault().store(place, `secret ${n}`)).secret_id, n]);
    });
    await Promise.all(keeping);
    let reads = 0;
    let moving = true;
    const reading = (async () => {
      while (moving) {
        const [id, n] = kept[reads++ % kept.length]!;
        expect(await vault().open(place, id)).toBe(`secret ${n}`);
      }
    })();

    const moved = await vault().rotateKey(place.teamId);
    moving = false;
    await reading;

    expect(moved).toBe(10_001);
    expect(reads).toBeGreaterThan(0);
    for (const [id, n] of kept.filter((_, at) => at % 100 === 0))
      expect(await vault().open(place, id)).toBe(`secret ${n}`);
    const { rows } = await pool.query('select from app.team_key where team_id = $1', [place.teamId]);
    expect(rows).toHaveLength(1);
    await put(secret_id, bytes); // sealed under the key that is gone
    await expect(vault().open(place, secret_id)).rejects.toThrow();
  });
});
