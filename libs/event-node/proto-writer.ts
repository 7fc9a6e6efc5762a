const VARINT = 0;
const LENGTH = 2;
const LOW = 0x80;

/**
 * Writes protocol buffer fields from the last to the first: a message's length is known by the time its prefix is
 * written, so nothing is measured beforehand or copied. The caller gives room for the worst case.
 */
export class ProtoWriter {
  readonly #buffer: Buffer;
  #at: number;

  constructor(room: number) {
    this.#buffer = Buffer.allocUnsafe(room);
    this.#at = room;
  }

  finish() {
    return this.#buffer.subarray(this.#at);
  }

  bytes(field: number, value: Uint8Array) {
    if (value.length > 0) this.#lengthDelimited(field, value);
  }

  string(field: number, value: string) {
    const length = Buffer.byteLength(value);
    this.#at -= length;
    this.#buffer.write(value, this.#at, length, 'utf8');
    this.#varint(length);
    this.#varint((field << 3) | LENGTH);
  }

  uint64(field: number, value: bigint) {
    if (value <= Number.MAX_SAFE_INTEGER) this.#varint(Number(value));
    else this.#varint64(value);
    this.#varint((field << 3) | VARINT);
  }

  /** `write` fills the inner message, last field first. */
  message(field: number, write: () => void) {
    const end = this.#at;
    write();
    this.#varint(end - this.#at);
    this.#varint((field << 3) | LENGTH);
  }

  /** A ready-made encoding of any number of fields. */
  encoded(fields: Uint8Array) {
    this.#at -= fields.length;
    this.#buffer.set(fields, this.#at);
  }

  #lengthDelimited(field: number, value: Uint8Array) {
    this.encoded(value);
    this.#varint(value.length);
    this.#varint((field << 3) | LENGTH);
  }

  #varint(value: number) {
    let at = this.#at - varintLength(value);
    this.#at = at;
    let rest = value;
    while (rest >= LOW) {
      this.#buffer[at++] = (rest % LOW) | LOW;
      rest = Math.floor(rest / LOW);
    }
    this.#buffer[at] = rest;
  }

  #varint64(value: bigint) {
    const groups = [];
    for (let rest = value; rest > 0n; rest >>= 7n) groups.push(Number(rest & 0x7fn) | LOW);
    groups[groups.length - 1] = (groups.at(-1) ?? 0) & 0x7f;
    this.encoded(Uint8Array.from(groups));
  }
}

function varintLength(value: number) {
  let length = 1;
  for (let rest = value; rest >= LOW; rest = Math.floor(rest / LOW)) length++;
  return length;
}
