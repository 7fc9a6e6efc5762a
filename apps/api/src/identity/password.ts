import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

const hash = promisify(argon2);

/** argon2id with 19 MiB and 2 passes: the OWASP Password Storage Cheat Sheet's first choice. */
const cost = { memory: 19_456, passes: 2, parallelism: 1 };
const tagLength = 32;

const phc = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([\w+/]+)\$([\w+/]+)$/;
const base64 = (bytes: Buffer) => bytes.toString('base64').replace(/=+$/, '');

/** The same letters typed on two keyboards are the same password (RFC 8265). */
const normal = (password: string) => password.normalize('NFC');

/** A PHC string: algorithm, cost, salt and tag, so that the cost can rise without losing old passwords. */
const stored = (salt: Buffer, tag: Buffer) =>
  `$argon2id$v=19$m=${cost.memory},t=${cost.passes},p=${cost.parallelism}$${base64(salt)}$${base64(tag)}`;

export async function hashPassword(password: string) {
  const nonce = randomBytes(16);
  return stored(nonce, await hash('argon2id', { message: normal(password), nonce, tagLength, ...cost }));
}

/** For an address nobody has: no password matches, and checking costs what a real check costs, so that time does not tell. */
export const nobodysPassword = stored(randomBytes(16), randomBytes(tagLength));

export async function passwordMatches(password: string, phcString: string) {
  const [, memory, passes, parallelism, salt, expected] = phc.exec(phcString) ?? [];
  if (!salt || !expected) throw new Error('A stored password hash is not readable.');
  const tag = Buffer.from(expected, 'base64');
  const given = await hash('argon2id', {
    message: normal(password),
    nonce: Buffer.from(salt, 'base64'),
    tagLength: tag.length,
    memory: Number(memory),
    passes: Number(passes),
    parallelism: Number(parallelism),
  });
  return timingSafeEqual(given, tag);
}
