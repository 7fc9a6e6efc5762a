import { lengthOf, Malformed, Reader } from './reader.js';

/** All that one client adds by an update: the clocks `clock` to `end`, in the bytes `from` to `to`. */
export type Block = {
  client: number;
  clock: number;
  end: number;
  from: number;
  to: number;
  /** how many there are, and where the first begins */
  structs: number;
  structsAt: number;
  skips: boolean;
};
export type Range = { client: number; clock: number; end: number };

/** What an update says, without building anything from it. */
export type Scan = {
  bytes: Uint8Array;
  blocks: Block[];
  deleted: Range[];
  /** where what it deletes begins */
  deletedAt: number;
  /** of each client, what the update stands on: ids below this clock */
  needs: Map<number, number>;
};

const kind = { collected: 0, deleted: 1, text: 4, type: 7, any: 8, skip: 10 } as const;
const lastType = 2; // arrays, maps and texts; the types after them are of XML
const largestClient = 0xffff_ffff;

/**
 * Walks over an update of Yjs in its first encoding. What gets through, Yjs can decode in time and memory that its length
 * bounds: every count is backed by bytes, texts are UTF-8, values are not deep, no struct stands on a later one of its
 * own client.
 * @throws Malformed
 */
export function scan(bytes: Uint8Array): Scan {
  const reader = new Reader(bytes);
  const found: Scan = { bytes, blocks: [], deleted: [], deletedAt: 0, needs: new Map() };
  for (let clients = reader.uint(); clients > 0; clients--) found.blocks.push(readBlock(reader, found));
  found.deletedAt = reader.at;
  for (let clients = reader.uint(); clients > 0; clients--) {
    const client = readClient(reader);
    for (let ranges = reader.uint(); ranges > 0; ranges--) {
      const clock = reader.uint();
      const end = clock + reader.uint();
      if (end > Number.MAX_SAFE_INTEGER) throw new Malformed('A number is too large.');
      if (end > clock) found.deleted.push({ client, clock, end });
    }
  }
  if (reader.at !== bytes.length) throw new Malformed('Something follows its end.');
  if (new Set(found.blocks.map(({ client }) => client)).size < found.blocks.length)
    throw new Malformed('A client is in it twice.');
  return found;
}

function readClient(reader: Reader) {
  const client = reader.uint();
  if (client > largestClient) throw new Malformed('A client has no such number.');
  return client;
}

function readBlock(reader: Reader, found: Scan): Block {
  const from = reader.at;
  const structs = reader.uint();
  const client = readClient(reader);
  const clock = reader.uint();
  const block = { client, clock, end: clock, from, to: 0, structs, structsAt: reader.at, skips: false };
  for (let n = structs; n > 0; n--) {
    const info = reader.byte();
    const of = info & 31;
    if (of === kind.skip) block.skips = true;
    const length =
      of === kind.collected || of === kind.skip
        ? reader.uint()
        : readItem(reader, found, info, client, block.end);
    block.end += length;
    if (length === 0 || block.end > Number.MAX_SAFE_INTEGER) throw new Malformed('A struct has no length.');
  }
  block.to = reader.at;
  return block;
}

/** @returns how many clocks it takes */
function readItem(reader: Reader, found: Scan, info: number, client: number, clock: number) {
  const [left, right, sub] = [info & 128, info & 64, info & 32];
  if (left) need(reader, found, client, clock);
  if (right) need(reader, found, client, clock);
  if (!left && !right) {
    if (reader.uint() === 1) reader.text();
    else need(reader, found, client, clock);
    if (sub) reader.key();
  }
  switch (info & 31) {
    case kind.deleted:
      return reader.uint();
    case kind.text:
      return lengthOf(reader.text());
    case kind.type:
      if (reader.uint() > lastType) throw new Malformed('A type is not known.');
      return 1;
    case kind.any: {
      const length = reader.uint();
      for (let n = length; n > 0; n--) reader.any();
      return length;
    }
    default: // no draft holds anything else, though Yjs could
      throw new Malformed('A struct is of no known kind.');
  }
}

function need(reader: Reader, { needs }: Scan, client: number, clock: number) {
  const on = readClient(reader);
  const below = reader.uint() + 1;
  if (on === client && below > clock) throw new Malformed('A struct stands on a later one.');
  if (below > (needs.get(on) ?? 0)) needs.set(on, below);
}
