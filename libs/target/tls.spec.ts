import { createServer } from 'node:net';
import { TLSSocket } from 'node:tls';
import { afterEach, expect, it } from 'vitest';
import { NetworkGuard } from './guard.js';
import { openSession } from './session.js';
import type { SslMode, Target } from './target.js';
import { authority, good, old, other, selfSigned } from './testing/certificates.js';
import { letIn } from './testing/hostile-server.js';

const guard = new NetworkGuard(true, async () => [{ address: '127.0.0.1' }]);
let close: () => void = () => undefined;
afterEach(() => close());

/** Takes TLS or says no to it, hears the names it was asked for, and lets everybody in. */
async function server(identity: { cert: string; key: string } | undefined, heard: string[] = []) {
  const listening = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => {
      if (!identity) return socket.write('N').valueOf() && socket.once('data', () => socket.write(letIn));
      socket.write('S');
      const secure = new TLSSocket(socket, {
        isServer: true,
        ...identity,
        SNICallback: (name, done) => {
          heard.push(name);
          done(null);
        },
      });
      secure.on('error', () => undefined).once('data', () => secure.write(letIn));
    });
  });
  await new Promise<void>((ready) => listening.listen(0, '127.0.0.1', ready));
  close = () => listening.close();
  return (listening.address() as { port: number }).port;
}

const connect = async (port: number, sslMode: SslMode, ca?: string) => {
  const to: Target = {
    host: 'db.example.com',
    port,
    database: 'shop',
    username: 'ada',
    password: '',
    sslMode,
    ca,
  };
  const { client, dialled } = await openSession(to, guard);
  await client.end();
  return dialled.encryption;
};

it.each<[SslMode, typeof good | undefined, string]>([
  ['verify-full', selfSigned, 'certificate-untrusted'],
  ['verify-ca', selfSigned, 'certificate-untrusted'],
  ['verify-full', old, 'certificate-expired'],
  ['verify-full', other, 'certificate-wrong-host'],
  ['require', selfSigned, 'certificate-untrusted'],
  ['require', undefined, 'tls-not-offered'],
  ['verify-full', undefined, 'tls-not-offered'],
])('%s with a CA does not take what is not right (%#)', async (mode, identity, code) => {
  await expect(connect(await server(identity), mode, authority)).rejects.toMatchObject({ code });
});

it('verify-full takes a certificate of the authority for this name, which it asks for', async () => {
  const heard: string[] = [];

  const encryption = await connect(await server(good, heard), 'verify-full', authority);

  expect(encryption).toMatchObject({ certificate: { trusted: true } });
  expect(heard).toEqual(['db.example.com']);
});

it('verify-ca looks at the authority and not at the name', async () => {
  expect(await connect(await server(other), 'verify-ca', authority)).toBeDefined();
});

it('require without a CA encrypts, whoever is there', async () => {
  expect(await connect(await server(selfSigned), 'require')).toMatchObject({
    certificate: { trusted: false },
  });
});

it('prefer encrypts where it can, and goes on where it cannot', async () => {
  expect(await connect(await server(good), 'prefer')).toBeDefined();
  close();
  expect(await connect(await server(undefined), 'prefer')).toBeUndefined();
});
