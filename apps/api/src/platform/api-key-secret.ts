import { createHash, randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';

const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const randomDigits = 43; // 256 bits
const checkDigits = 6; // 32 bits

const base62 = (number: bigint, length: number) => {
  let text = '';
  for (let rest = number; text.length < length; rest /= 62n) text = digits[Number(rest % 62n)] + text;
  return text;
};

const checksum = (text: string) => base62(BigInt(crc32(text)), checkDigits);

const form = new RegExp(
  `^(pgai_(?:live|local)_[0-9a-f]{8}_[${digits}]{${randomDigits}})([${digits}]{${checkDigits}})$`,
);

/** What may be shown of a secret for ever: which pgai it is of, and the end of the key's id. */
export const secretPrefix = (environment: 'live' | 'local', apiKeyId: string) =>
  `pgai_${environment}_${apiKeyId.slice(-8)}`;

/** `pgai_live_<end of the key's id>_<256 random bits><CRC-32>`: found by scanners, copied by one double click. */
export function newSecret(prefix: string) {
  const random = BigInt(`0x${randomBytes(32).toString('hex')}`);
  const text = `${prefix}_${base62(random, randomDigits)}`;
  return text + checksum(text);
}

/** Whether it can be a secret at all. A typo never gets as far as the database. */
export function isSecret(text: string) {
  const [, start, check] = form.exec(text) ?? [];
  return start !== undefined && checksum(start) === check;
}

/** Found by this, so no comparison takes longer the more of a secret is right. */
export const hashSecret = (secret: string) => createHash('sha256').update(secret).digest();
