import { createServer, type Server } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { reachOf } from './address.js';
import { NetworkGuard } from './guard.js';
import { openSession } from './session.js';
import type { Target } from './target.js';

/** Hears every attempt to connect to this machine; of refused hosts there must be none. */
let sink: Server;
let heard = 0;
let port = 0;
beforeAll(async () => {
  sink = createServer((socket) => {
    heard++;
    socket.on('error', () => undefined).destroy();
  });
  await new Promise<void>((listening) => sink.listen(0, '::', listening));
  port = (sink.address() as { port: number }).port;
});
afterAll(() => sink.close());

const target = (host: string): Target => ({
  host,
  port,
  database: 'shop',
  username: 'ada',
  password: 'secret',
  sslMode: 'prefer',
});
const names: Record<string, string[]> = {
  'both.example.com': ['93.184.215.14', '127.0.0.1'],
  'inside.example.com': ['10.0.0.7'],
  'mapped.example.com': ['::ffff:127.0.0.1'],
  localhost: ['127.0.0.1', '::1'],
};
const lookup = async (name: string) => {
  const found = names[name];
  if (!found) throw Object.assign(new Error('no such name'), { code: 'ENOTFOUND' });
  return found.map((address) => ({ address }));
};
const strict = new NetworkGuard(false, lookup);

describe('a host that leads inside', () => {
  it.each([
    '127.0.0.1',
    '127.1',
    '2130706433',
    '0x7f000001',
    '0x7f.1',
    '0177.0.0.1',
    '127.0.0.01',
    '0',
    '0.0.0.0',
    '::1',
    '[::1]',
    '::',
    '0:0:0:0:0:0:0:1',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '::ffff:169.254.169.254',
    '::127.0.0.1',
    '::ffff:0:127.0.0.1',
    '64:ff9b::127.0.0.1',
    '64:ff9b:1::a00:1',
    '2002:7f00:1::',
    '2001:0:7f00:1::',
    '2001:db8::1',
    'fe80::1',
    'fe80::1%eth0',
    'fec0::1',
    'fd00::1',
    'fd00:ec2::254',
    'ff02::1',
    '100::1',
    '4000::1',
    '2a00::5efe:127.0.0.1',
    '10.1.2.3',
    '100.64.0.1',
    '169.254.169.254',
    '172.16.0.1',
    '192.168.0.1',
    '198.18.0.1',
    '224.0.0.1',
    '255.255.255.255',
    'localhost',
    'LOCALHOST.',
    'both.example.com',
    'inside.example.com',
    'mapped.example.com',
    'metadata.google.internal',
    'metadata',
    '１２７.０.０.１',
    '127。0。0。1',
    '/var/run/postgresql',
    '/tmp/.s.PGSQL.5432',
    '@abstract',
    'db.example.com/../x',
    'user@127.0.0.1',
    'db.example.com?host=127.0.0.1',
    'db.example.com options=-c',
    'db.example.com:5432',
    'db.example.com,127.0.0.1',
    'db.example.com#x',
    'db%00.example.com',
    '',
    ' ',
    '..',
  ])('%j is refused, and nothing is dialled', async (host) => {
    const before = heard;

    await expect(openSession(target(host), strict)).rejects.toMatchObject({
      code: expect.stringMatching(/^(address-refused|host-not-plain|host-not-found)$/),
    });
    expect(heard).toBe(before);
  });
});

describe('a name', () => {
  it('is resolved once, and the address that was checked is the one that is dialled', async () => {
    let asked = 0;
    const rebinding = async () => [{ address: ++asked === 1 ? '127.0.0.1' : '169.254.169.254' }];
    const before = heard;

    await expect(
      openSession(target('rebind.example.com'), new NetworkGuard(true, rebinding)),
    ).rejects.toMatchObject({ code: 'connection-lost' });

    expect(asked).toBe(1);
    expect(heard).toBe(before + 1);
  });

  it.each(['169.254.169.254', 'fe80::1', '0.0.0.0', '224.0.0.1', '::ffff:169.254.169.254'])(
    'that leads to %s is refused where private networks are allowed, too',
    async (address) => {
      const guard = new NetworkGuard(true, async () => [{ address }]);

      await expect(openSession(target('db.example.com'), guard)).rejects.toMatchObject({
        code: 'address-refused',
      });
    },
  );

  it('of more than one script, and with a dot at its end, is looked up as it is written in the DNS', () => {
    expect(NetworkGuard.plain('Bücher.Example.')).toBe('xn--bcher-kva.example');
  });
});

it.each(['93.184.215.14', '2606:2800:21f:cb07:6820:80da:af6b:8b2c', '8.8.8.8', '2002:808:808::'])(
  '%s is public',
  (address) => expect(reachOf(address)).toEqual({ reach: 'public' }),
);
