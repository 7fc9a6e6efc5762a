import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Stack, startStack } from '../support/app.ts';
import { client } from '../support/identity-provider.ts';
import { startTokenEndpoint } from '../support/token-endpoint.ts';

let stack: Stack;
let provider: Awaited<ReturnType<typeof startTokenEndpoint>>;
beforeAll(async () => {
  provider = await startTokenEndpoint();
  stack = await startStack({
    environment: {
      PGAI_OIDC_ISSUER: provider.issuer,
      PGAI_OIDC_CLIENT_ID: client.id,
      PGAI_OIDC_CLIENT_SECRET: client.secret,
    },
  });
});
afterAll(async () => {
  await stack.stop();
  await provider.stop();
});

const header = { alg: 'RS256', kid: 'one', typ: 'JWT' };
const seconds = () => Math.floor(Date.now() / 1_000);
const claimsFor = (nonce: string) => ({
  iss: provider.issuer,
  aud: client.id,
  sub: randomUUID(),
  email: `${randomUUID()}@example.com`,
  email_verified: true,
  nonce,
  iat: seconds(),
  exp: seconds() + 60,
});
type Claims = ReturnType<typeof claimsFor>;

/** Goes as far as the provider, which answers with this ID token, and comes back. */
async function signInBy(make: (claims: Claims) => string) {
  const page = stack.stranger();
  const started = await page.post('/api/auth/identity/start', {});
  const { searchParams } = new URL((started.body as unknown as { location: string }).location);
  provider.next(make(claimsFor(searchParams.get('nonce')!)));
  const query = `?code=any&state=${searchParams.get('state')}`;
  const { status, body } = await page.post('/api/auth/identity/finish', { query });
  return { status, code: body.code };
}

it('an ID token signed by the provider opens', async () => {
  const opened = await signInBy((claims) => provider.token(header, claims, { key: 'ours' }));

  expect(opened.status).toBe(200);
});

it.each<[string, (claims: Claims) => string]>([
  ['without a signature', (claims) => provider.token({ alg: 'none' }, claims)],
  ['that says nOnE', (claims) => provider.token({ alg: 'nOnE' }, claims)],
  ['signed by another key', (claims) => provider.token(header, claims, { key: 'foreign' })],
  ['with its signature cut off', (claims) => provider.token(header, claims)],
  [
    'signed with the public key as a secret',
    (claims) => provider.token({ ...header, alg: 'HS256' }, claims, { secret: provider.publicKey }),
  ],
  [
    'signed with the public key and a blank',
    (claims) => provider.token({ ...header, alg: ' HS256' }, claims, { secret: ` ${provider.publicKey}` }),
  ],
  [
    'signed with our client secret',
    (claims) => provider.token({ ...header, alg: 'HS256' }, claims, { secret: client.secret }),
  ],
  [
    'that brings its key along',
    (claims) =>
      provider.token({ ...header, jwk: { kty: 'RSA' }, jku: 'http://evil.example' }, claims, {
        key: 'foreign',
      }),
  ],
  [
    'with a key id that is a path',
    (claims) => provider.token({ ...header, kid: '../../dev/null' }, claims, { key: 'foreign' }),
  ],
  [
    'that has run out',
    (claims) => provider.token(header, { ...claims, exp: seconds() - 61 }, { key: 'ours' }),
  ],
  ['that never runs out', ({ exp: _, ...claims }) => provider.token(header, claims, { key: 'ours' })],
  ['of the future', (claims) => provider.token(header, { ...claims, nbf: seconds() + 61 }, { key: 'ours' })],
  ['for another service', (claims) => provider.token(header, { ...claims, aud: 'another' }, { key: 'ours' })],
  [
    'of another issuer',
    (claims) => provider.token(header, { ...claims, iss: 'https://evil.example' }, { key: 'ours' }),
  ],
  ['of another start', (claims) => provider.token(header, { ...claims, nonce: 'another' }, { key: 'ours' })],
  ['of no start', ({ nonce: _, ...claims }) => provider.token(header, claims, { key: 'ours' })],
  ['of a megabyte', () => 'x'.repeat(1_000_000)],
  ['that is none', () => 'null'],
])('an ID token %s is refused', async (_, make) => {
  expect(await signInBy(make)).toEqual({ status: 401, code: 'identity-refused' });
});
