import { createHmac, hkdfSync, randomBytes, randomUUID } from 'node:crypto';
import type pg from 'pg';
import { decrypt, encrypt } from './aes.js';

/** Never kept, or replaced and forgotten since. */
export class SecretGone extends Error {}

/** Of what a secret is: only for the same team and the same owner does it open. */
export type Place = { teamId: string; ownerId: string };
export type StoredSecret = { secret_id: string; fingerprint: string };

type Row = { cipher_text: Buffer; wrapped_key: Buffer; key_id: string };

/**
 * Secrets of teams: master key ▸ team key ▸ secret, each AES-256-GCM. Team and owner are associated data, so a cipher text
 * moved to another row does not open. A team may have several keys while it changes to a new one; every secret names its own.
 */
export class SecretVault {
  private readonly wrappingKey: Buffer;

  constructor(
    private readonly pool: pg.Pool,
    masterKey: Buffer,
  ) {
    this.wrappingKey = Buffer.from(hkdfSync('sha256', masterKey, '', 'pgai secret vault: team keys', 32));
  }

  /** Keeps a secret. The fingerprint tells secrets of one owner apart and is of no use without the team's key. */
  store({ teamId, ownerId }: Place, plain: string): Promise<StoredSecret> {
    return this.within(teamId, async (client) => {
      const { keyId, key } = await this.currentKey(client, teamId);
      const secret_id = randomUUID();
      await client.query(
        `insert into app.secret (secret_id, team_id, owner_id, key_id, cipher_text) values ($1, $2, $3, $4, $5)`,
        [
          secret_id,
          teamId,
          ownerId,
          keyId,
          encrypt(key, Buffer.from(plain), bound(teamId, ownerId, secret_id)),
        ],
      );
      const fingerprint = createHmac('sha256', key).update(`${ownerId} ${plain}`).digest('hex').slice(0, 16);
      return { secret_id, fingerprint };
    });
  }

  /** @throws when it is not there, was changed, or belongs to somebody else */
  open({ teamId, ownerId }: Place, secretId: string): Promise<string> {
    return this.within(teamId, async (client) => {
      const { rows } = await client.query<Row>(
        `select s.cipher_text, k.wrapped_key, k.key_id from app.secret s join app.team_key k using (key_id, team_id)
         where s.secret_id = $1 and s.team_id = $2`,
        [secretId, teamId],
      );
      if (!rows[0]) throw new SecretGone();
      const key = decrypt(this.wrappingKey, rows[0].wrapped_key, bound(teamId, rows[0].key_id));
      return decrypt(key, rows[0].cipher_text, bound(teamId, ownerId, secretId)).toString();
    });
  }

  /** Forgets all secrets of an owner but one: those that a rotation has replaced. */
  forgetOthers({ teamId, ownerId }: Place, keptId: string | null) {
    return this.within(teamId, (client) =>
      client.query(
        'delete from app.secret where team_id = $1 and owner_id = $2 and secret_id is distinct from $3',
        [teamId, ownerId, keptId],
      ),
    );
  }

  /**
   * A new team key: from now on secrets are sealed under it, those that are there move over in batches, and then the old key
   * is destroyed. Reading goes on all the while, for a secret and its key come from one snapshot. Answers how many moved.
   */
  async rotateKey(teamId: string): Promise<number> {
    const keyId = await this.within(teamId, (client) => this.createKey(client, teamId));
    let moved = 0;
    for (let batch = -1; batch !== 0; moved += batch) batch = await this.moveSome(teamId, keyId);
    await this.within(teamId, (client) =>
      client.query(
        `delete from app.team_key k where k.team_id = $1 and k.created_at < (select created_at from app.team_key where key_id = $2)
           and not exists (select from app.secret s where s.key_id = k.key_id)`,
        [teamId, keyId],
      ),
    );
    return moved;
  }

  private moveSome(teamId: string, keyId: string) {
    return this.within(teamId, async (client) => {
      const keys = await this.keysOf(client, teamId);
      const target = keys.get(keyId);
      if (!target) throw new Error('The new key of the team is gone.');
      const { rows } = await client.query<{
        secret_id: string;
        owner_id: string;
        key_id: string;
        cipher_text: Buffer;
      }>(
        `select secret_id, owner_id, key_id, cipher_text from app.secret
         where team_id = $1 and key_id <> $2 order by secret_id limit 500 for update`,
        [teamId, keyId],
      );
      const resealed = rows.map(({ secret_id, owner_id, key_id, cipher_text }) => {
        const old = keys.get(key_id);
        if (!old) throw new Error('A secret names a key that is gone.');
        const place = bound(teamId, owner_id, secret_id);
        return encrypt(target, decrypt(old, cipher_text, place), place);
      });
      await client.query(
        `update app.secret s set cipher_text = n.cipher_text, key_id = $3
         from unnest($1::uuid[], $2::bytea[]) as n (secret_id, cipher_text) where s.secret_id = n.secret_id`,
        [rows.map(({ secret_id }) => secret_id), resealed, keyId],
      );
      return rows.length;
    });
  }

  private async keysOf(client: pg.PoolClient, teamId: string) {
    const { rows } = await client.query<{ key_id: string; wrapped_key: Buffer }>(
      'select key_id, wrapped_key from app.team_key where team_id = $1 order by created_at, key_id',
      [teamId],
    );
    return new Map(
      rows.map(({ key_id, wrapped_key }) => [
        key_id,
        decrypt(this.wrappingKey, wrapped_key, bound(teamId, key_id)),
      ]),
    );
  }

  /** The newest; the lock keeps two first secrets of a team from making two keys. */
  private async currentKey(client: pg.PoolClient, teamId: string) {
    await client.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`pgai team key ${teamId}`]);
    let keys = await this.keysOf(client, teamId);
    if (keys.size === 0) {
      await this.createKey(client, teamId);
      keys = await this.keysOf(client, teamId);
    }
    const [keyId, key] = [...keys].at(-1) ?? [];
    if (!keyId || !key) throw new Error('A team key was made and is not there.');
    return { keyId, key };
  }

  private async createKey(client: pg.PoolClient, teamId: string) {
    const keyId = randomUUID();
    await client.query('insert into app.team_key (key_id, team_id, wrapped_key) values ($1, $2, $3)', [
      keyId,
      teamId,
      encrypt(this.wrappingKey, randomBytes(32), bound(teamId, keyId)),
    ]);
    return keyId;
  }

  /** In a transaction for the team: the API sees no row without. */
  private async within<T>(teamId: string, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
    const client = await this.pool.connect();
    try {
      await client.query('begin');
      await client.query(`select set_config('app.team_id', $1, true)`, [teamId]);
      const done = await work(client);
      await client.query('commit');
      return done;
    } catch (error) {
      await client.query('rollback').catch(() => undefined);
      throw error;
    } finally {
      client.release();
    }
  }
}

const bound = (...parts: string[]) => parts.join(' ');
