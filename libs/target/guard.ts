import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { domainToASCII } from 'node:url';
import { reachOf } from './address.js';
import { TargetError } from './target-error.js';

export type Lookup = (host: string) => Promise<{ address: string }[]>;

const answerMs = 2_000;
const metadataNames = /^(metadata|metadata\.google\.internal|metadata\.goog|instance-data)$/;

const systemLookup: Lookup = (host) => lookup(host, { all: true, verbatim: true });

/**
 * Where connections may go. A name is resolved once; if any of its addresses is out of bounds the name is. Whoever dials
 * uses the addresses answered here and never the name again, so an answer that changes later changes nothing.
 */
export class NetworkGuard {
  constructor(
    private readonly allowPrivate: boolean,
    private readonly lookup: Lookup = systemLookup,
  ) {}

  /** The name as it is looked up and as certificates have it. @throws TargetError when it is not a plain one */
  static plain(host: string): string {
    const given = host.trim().replace(/^\[(.*)\]$/, '$1');
    if (isIP(given)) return given;
    if (/[/\\@]/.test(given))
      throw new TargetError(
        'host-not-plain',
        'A path or a socket is not a host.',
        'Give the name or the address of a machine; sockets of this machine are not dialled.',
      );
    const name = (domainToASCII(given) || given).replace(/\.$/, '').toLowerCase();
    if (!/^[a-z0-9_]([a-z0-9_.-]{0,251}[a-z0-9_])?$/.test(name) || name.includes('..'))
      throw new TargetError(
        'host-not-plain',
        `${shown(host)} is not the name of a host.`,
        'Example: db.example.com',
      );
    if (isIP(name) ? name !== given : /(^|\.)(\d+|0x[0-9a-f]*)$/.test(name))
      throw new TargetError(
        'host-not-plain',
        `${shown(host)} is an address in a form that programs read differently.`,
        'Write it as four decimal numbers, for example 203.0.113.7.',
      );
    return name;
  }

  /** @throws TargetError */
  async resolve(host: string): Promise<string[]> {
    const name = NetworkGuard.plain(host);
    if (isIP(name)) return [name];
    if (metadataNames.test(name)) throw refused(name, 'never', 'where clouds keep their metadata');
    const found = await within(answerMs, this.lookup(name)).catch((error: { code?: string }) => {
      if (error instanceof TargetError) throw error;
      throw notFound(name, error.code);
    });
    if (found.length === 0) throw notFound(name, 'ENODATA');
    return [...new Set(found.map(({ address }) => address))];
  }

  /** @throws TargetError when one of them may not be dialled */
  check(addresses: readonly string[]) {
    for (const address of addresses) {
      const where = reachOf(address);
      if (where.reach === 'public' || (where.reach === 'private' && this.allowPrivate)) continue;
      throw refused(address, where.reach, where.kind);
    }
  }
}

const shown = (host: string) => JSON.stringify(host.slice(0, 80));

function refused(address: string, reach: 'private' | 'never', kind: string) {
  const hint =
    reach === 'private'
      ? 'Whoever operates pgai can allow private networks with PGAI_ALLOW_PRIVATE_NETWORKS=true.'
      : 'Such addresses are never dialled.';
  return new TargetError('address-refused', `${address} is not reached from here: it is ${kind}.`, hint);
}

function notFound(name: string, code = '') {
  if (code === 'EAI_AGAIN' || code === 'ETIMEOUT')
    return new TargetError(
      'host-not-found',
      `The name server did not answer for ${name}.`,
      'Try again in a moment.',
    );
  return new TargetError('host-not-found', `There is no host ${name}.`, 'Look for a misspelling.');
}

async function within<T>(ms: number, promise: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new TargetError('timed-out', `The name server took more than ${ms} ms.`)),
      ms,
    );
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
