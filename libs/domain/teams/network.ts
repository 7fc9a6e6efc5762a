type Address = { bits: bigint; size: 32 | 128 };

const ipv4 = (text: string): Address | undefined => {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256))
    return undefined;
  return { bits: parts.reduce((bits, part) => (bits << 8n) | BigInt(part), 0n), size: 32 };
};

const groupsOf = (text: string) => (text === '' ? [] : text.split(':'));

const ipv6 = (text: string): Address | undefined => {
  const [, front, dotted] = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(text) ?? [];
  const tail = dotted === undefined ? undefined : ipv4(dotted)?.bits;
  if (dotted !== undefined && tail === undefined) return undefined;
  const hex = (bits: bigint) => `${(bits >> 16n).toString(16)}:${(bits & 0xffffn).toString(16)}`;
  const halves = (tail === undefined ? text : `${front}${hex(tail)}`).split('::');
  if (halves.length > 2) return undefined;
  const [head = [], rest = []] = halves.map(groupsOf);
  const missing = 8 - head.length - rest.length;
  if (halves.length === 1 ? missing !== 0 : missing < 1) return undefined;
  const groups = [...head, ...Array<string>(missing).fill('0'), ...rest];
  if (!groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return undefined;
  return { bits: groups.reduce((bits, group) => (bits << 16n) | BigInt(`0x${group}`), 0n), size: 128 };
};

/** `::ffff:192.0.2.1` is 192.0.2.1: how a socket that listens for both families names an IPv4 sender. */
const mapped = ({ bits, size }: Address): Address =>
  size === 128 && bits >> 32n === 0xffffn ? { bits: bits & 0xffffffffn, size: 32 } : { bits, size };

/** An address without its zone (`fe80::1%eth0`); undefined when it is none. */
const parse = (text: string) => {
  const bare = text.trim().replace(/%.*$/, '');
  const address = ipv4(bare) ?? ipv6(bare);
  return address && mapped(address);
};

/** Whether an address is in a network (CIDR, or an address alone). What cannot be read contains nothing. */
export const contains = (network: string, address: string) => {
  const [base = '', length, ...more] = network.split('/');
  const within = parse(base);
  const sender = parse(address);
  if (!within || !sender || more.length > 0 || within.size !== sender.size) return false;
  if (length !== undefined && !/^\d{1,3}$/.test(length)) return false;
  const written = length === undefined ? within.size : Number(length);
  // A mapped network is written with the 96 bits before the IPv4 address.
  const prefix = base.includes(':') && within.size === 32 && length !== undefined ? written - 96 : written;
  if (prefix < 0 || prefix > within.size) return false;
  const rest = BigInt(within.size - prefix);
  return within.bits >> rest === sender.bits >> rest;
};
