import { isIPv4, isIPv6 } from 'node:net';

/** Who may be dialled: `public` always, `private` where the operator allows it, `never` by nobody. */
export type Reach = { reach: 'public' } | { reach: 'private' | 'never'; kind: string };

type Range = [prefix: readonly number[], bits: number, reach: 'private' | 'never', kind: string];

const four: readonly Range[] = [
  [[0], 8, 'never', 'an unspecified address'],
  [[10], 8, 'private', 'a private network'],
  [[100, 64], 10, 'private', 'a carrier network (CGNAT)'],
  [[127], 8, 'private', 'this machine (loopback)'],
  [[169, 254], 16, 'never', 'link-local, where clouds keep their metadata'],
  [[172, 16], 12, 'private', 'a private network'],
  [[192, 0, 0], 24, 'never', 'reserved'],
  [[192, 0, 2], 24, 'never', 'for documentation'],
  [[192, 88, 99], 24, 'never', 'a 6to4 relay'],
  [[192, 168], 16, 'private', 'a private network'],
  [[198, 18], 15, 'private', 'for measurements of networks'],
  [[198, 51, 100], 24, 'never', 'for documentation'],
  [[203, 0, 113], 24, 'never', 'for documentation'],
  [[224], 4, 'never', 'multicast'],
  [[240], 4, 'never', 'reserved'],
];

const loopback6 = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1];
const six: readonly Range[] = [
  [loopback6, 128, 'private', 'this machine (loopback)'],
  [[0xfd, 0x00, 0x0e, 0xc2], 32, 'never', 'where a cloud keeps its metadata'],
  [[0xfc], 7, 'private', 'a private network'],
  [[0xfe, 0x80], 10, 'never', 'link-local'],
  [[0xfe, 0xc0], 10, 'private', 'a private network'],
  [[0xff], 8, 'never', 'multicast'],
  [[0x01, 0, 0, 0, 0, 0, 0, 0], 64, 'never', 'a black hole'],
  [[0x20, 0x01, 0x0d, 0xb8], 32, 'never', 'for documentation'],
  [[0x20, 0x01, 0, 0], 23, 'never', 'for protocols of the network, Teredo among them'],
  [[0, 0x64, 0xff, 0x9b, 0, 1], 48, 'never', 'a translation of addresses (NAT64)'],
  [[0x3f, 0xff], 20, 'never', 'for documentation'],
];

/** What an address leads to. An IPv6 address that carries an IPv4 one leads where that leads. */
export function reachOf(address: string): Reach {
  if (isIPv4(address)) return inRanges(address.split('.').map(Number), four);
  if (!isIPv6(address) || address.includes('%')) return { reach: 'never', kind: 'not an address' };
  const bytes = sixteen(address);
  const own = inRanges(bytes, six);
  if (own.reach !== 'public') return own;
  const carried = carriedIn(bytes);
  if (carried) return inRanges(carried, four);
  return (bytes[0] ?? 0) >> 5 === 1 ? own : { reach: 'never', kind: 'reserved' }; // 2000::/3 is all there is in public
}

function inRanges(bytes: readonly number[], ranges: readonly Range[]): Reach {
  const found = ranges.find(([prefix, bits]) => startsWith(bytes, prefix, bits));
  return found ? { reach: found[2], kind: found[3] } : { reach: 'public' };
}

function startsWith(bytes: readonly number[], prefix: readonly number[], bits: number) {
  for (let bit = 0; bit < bits; bit += 8) {
    const mask = bits - bit >= 8 ? 0xff : (0xff << (8 - (bits - bit))) & 0xff;
    if (((bytes[bit / 8] ?? 0) & mask) !== ((prefix[bit / 8] ?? 0) & mask)) return false;
  }
  return true;
}

/** IPv4-mapped, IPv4-compatible, translated (NAT64), 6to4, ISATAP. */
function carriedIn(bytes: readonly number[]) {
  const zeros = (from: number, to: number) => bytes.slice(from, to).every((byte) => byte === 0);
  const mapped = zeros(0, 10) && bytes[10] === 0xff && bytes[11] === 0xff;
  const translated = startsWith(bytes, [0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0], 96);
  const stateless = zeros(0, 8) && bytes[8] === 0xff && bytes[9] === 0xff;
  const isatap = (bytes[8] ?? 0) % 4 === 0 && bytes[9] === 0 && bytes[10] === 0x5e && bytes[11] === 0xfe;
  if (mapped || translated || stateless || isatap || zeros(0, 12)) return bytes.slice(12);
  if (bytes[0] === 0x20 && bytes[1] === 0x02) return bytes.slice(2, 6);
  return undefined;
}

/** The sixteen bytes of a well-formed IPv6 address; the URL parser writes every form in one way. */
function sixteen(address: string): number[] {
  const plain = new URL(`http://[${address}]/`).hostname.slice(1, -1);
  const [head = '', tail] = plain.split('::');
  const words = (part: string) =>
    part === '' ? [] : part.split(':').map((word) => Number.parseInt(word, 16));
  const before = words(head);
  const after = tail === undefined ? [] : words(tail);
  const middle = Array.from({ length: 8 - before.length - after.length }, () => 0);
  return [...before, ...middle, ...after].flatMap((word) => [word >> 8, word & 0xff]);
}
