import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import type pg from 'pg';

/** Same shape as the domain's: base64 of nonce (12 bytes), tag (16 bytes) and AES-256-GCM cipher text. */
export type Sealed = { $sealed: string };

const nonceBytes = 12;
const tagBytes = 16;

function encrypt(key: Buffer, plain: Buffer, boundTo: string) {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(boundTo));
  const body = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), body]);
}

/** @throws when a byte was changed, the key is another, or it was sealed for somebody else. */
function decrypt(key: Buffer, bytes: Buffer, boundTo: string) {
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, nonceBytes))
    .setAAD(Buffer.from(boundTo))
    .setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes));
  return Buffer.concat([decipher.update(bytes.subarray(nonceBytes + tagBytes)), decipher.final()]);
}

/**
 * Personal data under one key per person (crypto-shredding): master key ▸ subject key ▸ field.
 * The wrapped subject keys are rows of app.subject_key; deleting one makes all its fields unreadable for ever.
 */
export class PersonalVault {
  private readonly wrappingKey: Buffer;
  private readonly keys = new Map<string, Promise<Buffer | null>>();

  constructor(
    private readonly pool: pg.Pool,
    masterKey: Buffer,
  ) {
    this.wrappingKey = Buffer.from(
      hkdfSync('sha256', masterKey, '', 'pgai personal vault: subject keys', 32),
    );
  }

  /** Seals for a person; makes the person's key at the first call. */
  async seal(subjectId: string, plain: string): Promise<Sealed> {
    const key = (await this.key(subjectId)) ?? (await this.createKey(subjectId));
    return { $sealed: encrypt(key, Buffer.from(plain), subjectId).toString('base64') };
  }

  /** The plain text, or null when the person's key was destroyed. */
  async open(subjectId: string, { $sealed }: Sealed): Promise<string | null> {
    const key = await this.key(subjectId);
    return key && decrypt(key, Buffer.from($sealed, 'base64'), subjectId).toString();
  }

  private async key(subjectId: string) {
    const known = this.keys.get(subjectId);
    if (known) return known;
    const asked = this.loadKey(subjectId);
    this.keys.set(subjectId, asked);
    if (this.keys.size > 10_000) this.keys.delete(this.keys.keys().next().value ?? subjectId);
    const key = await asked.catch(() => null);
    if (!key) this.keys.delete(subjectId); // absent or unreachable now is not so for ever
    return asked;
  }

  private async loadKey(subjectId: string) {
    const { rows } = await this.pool.query<{ wrapped_key: Buffer }>(
      'select wrapped_key from app.subject_key where subject_id = $1',
      [subjectId],
    );
    return rows[0] ? decrypt(this.wrappingKey, rows[0].wrapped_key, subjectId) : null;
  }

  private async createKey(subjectId: string) {
    await this.pool.query(
      'insert into app.subject_key (subject_id, wrapped_key) values ($1, $2) on conflict do nothing',
      [subjectId, encrypt(this.wrappingKey, randomBytes(32), subjectId)],
    );
    const key = await this.key(subjectId);
    if (!key) throw new Error('The key of this person was destroyed while it was being made.');
    return key;
  }
}
