import { createHmac, createSign, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

type Part = Record<string, unknown>;
const encoded = (part: Part) => Buffer.from(JSON.stringify(part)).toString('base64url');

const signatures = {
  rs256: (text: string, key: KeyObject) => createSign('sha256').update(text).sign(key, 'base64url'),
  hs256: (text: string, secret: string) => createHmac('sha256', secret).update(text).digest('base64url'),
};

/** An identity provider that is all token endpoint: it answers every code with the ID token a test makes. */
export async function startTokenEndpoint() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const ours = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const foreign = generateKeyPairSync('rsa', { modulusLength: 2048 });
  let idToken = '';

  server.on('request', ({ url }, response) => {
    const answers: Record<string, Part> = {
      '/.well-known/openid-configuration': {
        issuer,
        authorization_endpoint: `${issuer}/auth`,
        token_endpoint: `${issuer}/token`,
        jwks_uri: `${issuer}/jwks`,
        response_types_supported: ['code'],
        subject_types_supported: ['public'],
        id_token_signing_alg_values_supported: ['RS256'],
      },
      '/jwks': {
        keys: [{ ...ours.publicKey.export({ format: 'jwk' }), kid: 'one', alg: 'RS256', use: 'sig' }],
      },
      '/token': { access_token: 'any', token_type: 'Bearer', expires_in: 60, id_token: idToken },
    };
    response.setHeader('content-type', 'application/json').end(JSON.stringify(answers[url ?? ''] ?? {}));
  });

  return {
    issuer,
    publicKey: ours.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    next: (token: string) => {
      idToken = token;
    },
    token(header: Part, claims: Part, sign: { key?: 'ours' | 'foreign'; secret?: string } = {}) {
      const text = `${encoded(header)}.${encoded(claims)}`;
      if (sign.secret) return `${text}.${signatures.hs256(text, sign.secret)}`;
      if (!sign.key) return `${text}.`;
      return `${text}.${signatures.rs256(text, (sign.key === 'ours' ? ours : foreign).privateKey)}`;
    },
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
