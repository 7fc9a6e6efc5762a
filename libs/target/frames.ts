import { TargetError } from './target-error.js';

const headerBytes = 5;
/** Everything but rows; the widest description of 1,600 columns takes a tenth of it. */
const mostBytesOfMessage = 1_048_576;

const ascii = (letter: string) => letter.charCodeAt(0);
const [row, error, notice, authentication, status, description, complete, notification] = [...'DENRSTCA'].map(
  ascii,
);
const [ready, key, parameters] = [...'ZKt'].map(ascii);
const bodiless = new Set([...'123nsI'].map(ascii));
const authentications = new Set([0, 3, 5, 10, 11, 12]);

/**
 * Cuts what a server sends into whole messages and lets only well-formed ones through. The parser of `pg` trusts the
 * server: a text that never ends would keep it, and with it this process, busy for ever.
 */
export class Frames {
  private kept: Buffer[] = [];
  private keptBytes = 0;
  private wanted = headerBytes;
  private first = true;

  constructor(private readonly mostBytesOfRow: number) {}

  /** The whole messages that are there by now. @throws TargetError */
  push(chunk: Buffer): Buffer | undefined {
    if (this.first) refuseOtherProtocols(chunk);
    this.first = false;
    this.kept.push(chunk);
    this.keptBytes += chunk.length;
    if (this.keptBytes < this.wanted) return undefined;

    const bytes = this.kept.length === 1 ? chunk : Buffer.concat(this.kept);
    let end = 0;
    this.wanted = headerBytes;
    while (bytes.length - end >= headerBytes) {
      const length = this.lengthAt(bytes, end);
      if (bytes.length - end < length) {
        this.wanted = length;
        break;
      }
      if (!wellFormed(bytes[end], bytes.subarray(end + headerBytes, end + length))) throw malformed();
      end += length;
    }
    const rest = bytes.subarray(end);
    this.kept = rest.length > 0 ? [rest] : [];
    this.keptBytes = rest.length;
    return end > 0 ? bytes.subarray(0, end) : undefined;
  }

  private lengthAt(bytes: Buffer, at: number) {
    const length = bytes.readInt32BE(at + 1);
    if (length < 4) throw malformed();
    const most = bytes[at] === row ? this.mostBytesOfRow : mostBytesOfMessage;
    if (length > most)
      throw new TargetError(
        'answer-too-large',
        `The server announced a ${bytes[at] === row ? 'row' : 'message'} of ${length.toLocaleString('en')} bytes.`,
        `At most ${most.toLocaleString('en')} are taken.`,
      );
    return length + 1;
  }
}

function wellFormed(type: number | undefined, body: Buffer): boolean {
  const walk = new Walk(body);
  switch (type) {
    case row:
      return walk.times(walk.int16(), () => walk.field()) && walk.atEnd;
    case error:
    case notice:
      while (body[walk.at] !== undefined && body[walk.at] !== 0) {
        walk.skip(1);
        if (!walk.text()) return false;
      }
      return body[walk.at] === 0;
    case authentication:
      return authenticates(body, walk);
    case status:
      return walk.text() && walk.text();
    case description:
      return walk.times(walk.int16(), () => walk.text() && walk.skip(18)) && walk.atEnd;
    case parameters:
      return walk.times(walk.int16(), () => walk.skip(4)) && walk.atEnd;
    case complete:
      return walk.text();
    case notification:
      return walk.skip(4) && walk.text() && walk.text();
    case ready:
      return body.length === 1;
    case key:
      return body.length >= 8;
    default:
      return type !== undefined && bodiless.has(type) && body.length === 0;
  }
}

function authenticates(body: Buffer, walk: Walk) {
  if (body.length < 4) return false;
  const method = body.readInt32BE(0);
  if (!authentications.has(method))
    throw new TargetError(
      'authentication-method-unknown',
      'The server asks for a kind of sign-in that pgai does not speak.',
      'Use scram-sha-256 or a client certificate for this user in pg_hba.conf.',
    );
  walk.skip(4);
  if (method !== 10) return method !== 5 || body.length === 8;
  while (body[walk.at] !== 0) if (walk.atEnd || !walk.text()) return false;
  return true;
}

/** Goes through the body of a message and never past its end. */
class Walk {
  at = 0;
  constructor(private readonly body: Buffer) {}

  get atEnd() {
    return this.at === this.body.length;
  }
  skip(bytes: number) {
    this.at += bytes;
    return this.at <= this.body.length;
  }
  int16() {
    return this.skip(2) ? this.body.readInt16BE(this.at - 2) : -1;
  }
  text() {
    const end = this.body.indexOf(0, this.at);
    this.at = end + 1;
    return end >= 0;
  }
  field() {
    if (!this.skip(4)) return false;
    const length = this.body.readInt32BE(this.at - 4);
    return length === -1 || (length >= 0 && this.skip(length));
  }
  times(count: number, step: () => boolean) {
    for (let i = 0; i < count; i++) if (!step()) return false;
    return count >= 0;
  }
}

const malformed = () =>
  new TargetError(
    'not-postgres',
    'The server sent what is not the PostgreSQL protocol.',
    'Look at host and port.',
  );

const others: [name: string, port: string, start: RegExp][] = [
  ['an SSH server', '22', /^SSH-/],
  ['an HTTP server', '80 or 443', /^(HTTP\/|<)/],
  ['MySQL or MariaDB', '3306', /^[\s\S]{3}\0(\n|\xff)/],
  ['Redis', '6379', /^-(ERR|NOAUTH|DENIED)/],
  ['a mail server', '25', /^220[ -]/],
];

/** What answers on a port that is not PostgreSQL's. @throws TargetError */
export function refuseOtherProtocols(start: Buffer) {
  if (
    /^[RENSKZv]$/.test(String.fromCharCode(start[0] ?? 0)) &&
    !/^(SSH-|RFB)/.test(start.toString('latin1', 0, 4))
  )
    return;
  const text = start.toString('latin1', 0, 40);
  const [name, port] = others.find(([, , pattern]) => pattern.test(text)) ?? [];
  throw name
    ? new TargetError(
        'not-postgres',
        `This port answers as ${name} does.`,
        `That is usual on ${port}; PostgreSQL listens on 5432 mostly.`,
      )
    : malformed();
}
