import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider from 'oidc-provider';

export const client = { id: 'pgai', secret: 'a secret between the two' };
type Claims = { email?: string; email_verified?: boolean; name?: string };

/**
 * A real OpenID Connect provider on this machine, whose sign-in page takes any name and password, and whose people are
 * what a test says they are. `foreign`: it calls itself by another name than the one it is found under.
 */
export async function startIdentityProvider({
  publicUrl,
  foreign = false,
}: {
  publicUrl: string;
  foreign?: boolean;
}) {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const people = new Map<string, Claims>();
  const provider = new Provider(foreign ? 'http://127.0.0.1:1' : issuer, {
    clients: [
      {
        client_id: client.id,
        client_secret: client.secret,
        redirect_uris: [`${publicUrl}/sign-in/callback`],
        application_type: 'native',
      },
    ],
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, ...people.get(id) }) }),
    cookies: { keys: ['a key of the test'] },
    pkce: { required: () => true },
    ttl: { AccessToken: 60, Grant: 60, IdToken: 60, Interaction: 60, Session: 60 },
  });
  server.on('request', provider.callback());

  return {
    issuer,
    people,
    /** Signs in there, as a browser would, and answers what it sends back to pgai. */
    visit: (location: string, subject: string) => visit(location, subject),
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function visit(location: string, subject: string) {
  const cookies = new Map<string, string>();
  const prompts = new Set<string>();
  let next = new URL(location);
  for (let hops = 0; hops < 10; hops++) {
    const prompt = prompts.has('login') ? 'consent' : 'login';
    const asked = next.pathname.startsWith('/interaction/');
    if (asked) prompts.add(prompt);
    const answer = await fetch(next, {
      redirect: 'manual',
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
      ...(asked && {
        method: 'POST',
        body: new URLSearchParams({ prompt, login: subject, password: 'any' }),
      }),
    });
    for (const set of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
      cookies.set(name, value);
    }
    const to = answer.headers.get('location');
    if (!to) throw new Error(`The provider answered ${answer.status}: ${await answer.text()}`);
    next = new URL(to, next);
    if (next.pathname === '/sign-in/callback') return next.search;
  }
  throw new Error('The provider went round in circles.');
}
