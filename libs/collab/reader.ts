import { isUtf8 } from 'node:buffer';

/** What is no update of Yjs. */
export class Malformed extends Error {}

/** An expression of the builder is less deep. */
const deepest = 200;
const hostileKey = Buffer.from('__proto__');

/** Reads what lib0 writes, and allocates nothing by what it reads. */
export class Reader {
  at = 0;

  constructor(readonly bytes: Uint8Array) {}

  byte() {
    const byte = this.bytes[this.at];
    if (byte === undefined) throw new Malformed('It ends too early.');
    this.at++;
    return byte;
  }

  uint() {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = this.byte();
      value += (byte & 127) * factor;
      if (value > Number.MAX_SAFE_INTEGER) throw new Malformed('A number is too large.');
      if (byte < 128) return value;
    }
  }

  skip(length: number) {
    if (length > this.bytes.length - this.at) throw new Malformed('It ends too early.');
    this.at += length;
  }

  /** Of a text, its bytes. */
  text() {
    const length = this.uint();
    const from = this.at;
    this.skip(length);
    const text = this.bytes.subarray(from, this.at);
    if (!isUtf8(text)) throw new Malformed('A text is not UTF-8.');
    return text;
  }

  /** A name by which a map holds something. */
  key() {
    const text = this.text();
    if (text.length === hostileKey.length && Buffer.from(text).equals(hostileKey))
      throw new Malformed('A key is not allowed.');
  }

  /** A value as `writeAny` of lib0 writes it, as far as JSON has such values. */
  any(depth = 0) {
    if (depth > deepest) throw new Malformed('A value is too deep.');
    switch (127 - this.byte()) {
      case 0: // undefined, null, false, true
      case 1:
      case 6:
      case 7:
        return;
      case 2: // an integer, of 53 bits at most
        for (let n = 0, more = this.byte() >= 128; more; n++) {
          if (n === 7) throw new Malformed('A number is too large.');
          more = this.byte() >= 128;
        }
        return;
      case 3:
        return this.skip(4);
      case 4:
        return this.skip(8);
      case 8:
        return void this.text();
      case 9:
        for (let n = this.uint(); n > 0; n--) {
          this.key();
          this.any(depth + 1);
        }
        return;
      case 10:
        for (let n = this.uint(); n > 0; n--) this.any(depth + 1);
        return;
      default:
        throw new Malformed('A value is of no known kind.');
    }
  }
}

/** How long Yjs takes a text to be: in units of UTF-16. */
export const lengthOf = (text: Uint8Array) => {
  let length = 0;
  for (const byte of text) if ((byte & 0xc0) !== 0x80) length += byte >= 0xf0 ? 2 : 1;
  return length;
};
