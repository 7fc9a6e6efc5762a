import { createPrivateKey, createPublicKey, hash, type KeyObject, sign, verify } from 'node:crypto';

/** How the ledger was at one moment. `extensions`: further lines that the signature covers. */
export type Checkpoint = { origin: string; size: number; root: Buffer; extensions: string[] };

/** The text is not what its signature says, or no checkpoint at all. */
export class BadCheckpoint extends Error {}

const ed25519 = Buffer.of(1);
const pkcs8 = Buffer.from('302e020100300506032b657004220420', 'hex');
const spki = Buffer.from('302a300506032b6570032100', 'hex');

/** The first bytes of what names the key and its kind, so that a signature says which key to look for. */
const keyId = (name: string, publicKey: Buffer) =>
  hash('sha256', Buffer.concat([Buffer.from(`${name}\n`), ed25519, publicKey]), 'buffer').subarray(0, 4);

export class Signer {
  private readonly key: KeyObject;
  private readonly publicKey: Buffer;

  /** @param seed 32 bytes, the secret of the Ed25519 key */
  constructor(
    readonly name: string,
    seed: Buffer,
  ) {
    this.key = createPrivateKey({ key: Buffer.concat([pkcs8, seed]), format: 'der', type: 'pkcs8' });
    this.publicKey = createPublicKey(this.key).export({ format: 'der', type: 'spki' }).subarray(spki.length);
  }

  /** What others check by, as C2SP writes it: `<name>+<key id>+<kind and public key>`. */
  get verifier() {
    const { name, publicKey } = this;
    const key = Buffer.concat([ed25519, publicKey]).toString('base64');
    return `${name}+${keyId(name, publicKey).toString('hex')}+${key}`;
  }

  /**
   * A C2SP checkpoint (https://c2sp.org/tlog-checkpoint): the lines origin, size, root in base64 and extensions; then an
   * empty line and the signature, `— <key name> <base64 of key id and Ed25519 signature>`.
   */
  sign({
    size,
    root,
    extensions = [],
  }: Omit<Checkpoint, 'origin' | 'extensions'> & { extensions?: string[] }) {
    const { name } = this;
    const body = `${[name, size, root.toString('base64'), ...extensions].join('\n')}\n`;
    const signature = sign(null, Buffer.from(body), this.key);
    const signed = Buffer.concat([keyId(name, this.publicKey), signature]).toString('base64');
    return `${body}\n— ${name} ${signed}\n`;
  }
}

/** @throws BadCheckpoint unless the verifier's key signed this very text */
export function openCheckpoint(note: string, verifier: string): Checkpoint {
  const [, name = '', id = '', key = ''] = /^([^+\s]+)\+([0-9a-f]{8})\+([\w+/=]+)$/.exec(verifier) ?? [];
  const bytes = Buffer.from(key, 'base64');
  const publicKey = bytes.subarray(1);
  if (bytes.length !== 33 || bytes[0] !== 1 || keyId(name, publicKey).toString('hex') !== id)
    throw new BadCheckpoint('This is not a public key as pgai writes it.');

  const [, body = '', signer, signed = ''] = /^([\s\S]*?\n)\n— (\S+) ([\w+/=]+)\n$/.exec(note) ?? [];
  const signature = Buffer.from(signed, 'base64');
  const keyObject = createPublicKey({ key: Buffer.concat([spki, publicKey]), format: 'der', type: 'spki' });
  const [origin = '', size = '', root = '', ...extensions] = body.split('\n').slice(0, -1);
  if (
    signer !== name ||
    origin !== name ||
    signature.subarray(0, 4).toString('hex') !== id ||
    signature.toString('base64') !== signed ||
    !/^\d{1,15}$/.test(size) ||
    !verify(null, Buffer.from(body), keyObject, signature.subarray(4))
  )
    throw new BadCheckpoint('The checkpoint is not signed by this key.');
  return { origin, size: Number(size), root: Buffer.from(root, 'base64'), extensions };
}
