import { hkdfSync, randomBytes } from 'node:crypto';
import type pg from 'pg';
import { decrypt, encrypt } from './aes.js';

/** Same shape as the domain's: base64 of nonce (12 bytes), tag (16 bytes) and AES-256-GCM cipher text. */
export type Sealed = { $sealed: string };

const mostKeys = 10_000;

/** No key is trusted longer than this, whether or not anybody said that it was destroyed. */
export const keyTrustMs = 30_000;

/** `null`: there is no key, and `erased` says whether there never will be one again. */
type Held = { key: Buffer; erased: false } | { key: null; erased: boolean };
type Asked = { until: number; held: Promise<Held> };

/**
 * Personal data under one key per person (crypto-shredding): master key ▸ subject key ▸ field.
 * The wrapped subject keys are rows of app.subject_key. Erasing a person leaves the row as a tombstone without a key, so
 * that what was sealed stays unreadable and what comes late (an event under way elsewhere) is sealed to nothing.
 */
export class PersonalVault {
  private readonly wrappingKey: Buffer;
  private readonly keys = new Map<string, Asked>();

  constructor(
    private readonly pool: pg.Pool,
    masterKey: Buffer,
  ) {
    this.wrappingKey = Buffer.from(
      hkdfSync('sha256', masterKey, '', 'pgai personal vault: subject keys', 32),
    );
  }

  /** Seals for a person, whose key is made at the first call; of an erased person nothing is kept. */
  async seal(subjectId: string, plain: string): Promise<Sealed> {
    const known = await this.held(subjectId);
    const { key } = known.key || known.erased ? known : await this.createKey(subjectId);
    return { $sealed: key ? encrypt(key, Buffer.from(plain), subjectId).toString('base64') : '' };
  }

  /** The plain text, or null when the person's key was destroyed. */
  async open(subjectId: string, { $sealed }: Sealed): Promise<string | null> {
    if ($sealed === '') return null;
    const { key } = await this.held(subjectId);
    return key && decrypt(key, Buffer.from($sealed, 'base64'), subjectId).toString();
  }

  /** The key was destroyed elsewhere: ask again before it is used. Without a person, for all. */
  forget(subjectId?: string) {
    if (subjectId === undefined) this.keys.clear();
    else this.keys.delete(subjectId);
  }

  private held(subjectId: string): Promise<Held> {
    const known = this.keys.get(subjectId);
    if (known && known.until > performance.now()) return known.held;
    const asked = { until: performance.now() + keyTrustMs, held: this.load(subjectId) };
    this.keys.delete(subjectId); // the oldest is the first in the map
    this.keys.set(subjectId, asked);
    if (this.keys.size > mostKeys) this.keys.delete(this.keys.keys().next().value ?? subjectId);
    asked.held.then(
      ({ key }) => key || this.drop(subjectId, asked), // absent now is not so for ever
      () => this.drop(subjectId, asked),
    );
    return asked.held;
  }

  private drop(subjectId: string, asked: Asked) {
    if (this.keys.get(subjectId) === asked) this.keys.delete(subjectId);
  }

  private async load(subjectId: string): Promise<Held> {
    const { rows } = await this.pool.query<{ wrapped_key: Buffer | null }>(
      'select wrapped_key from app.subject_key where subject_id = $1',
      [subjectId],
    );
    const [row] = rows;
    if (!row?.wrapped_key) return { key: null, erased: row !== undefined };
    return { key: decrypt(this.wrappingKey, row.wrapped_key, subjectId), erased: false };
  }

  private async createKey(subjectId: string) {
    await this.pool.query(
      'insert into app.subject_key (subject_id, wrapped_key) values ($1, $2) on conflict do nothing',
      [subjectId, encrypt(this.wrappingKey, randomBytes(32), subjectId)],
    );
    this.forget(subjectId);
    return this.held(subjectId);
  }
}
