import type { IncomingMessage } from 'node:http';
import proxyAddr from '@fastify/proxy-addr';
import { trustedProxies } from './config.js';
import { sessionCookie } from './session-lookup.js';

/** The same address the HTTP layer goes by: that of the sender, past our own proxies. */
export const addressOf = (request: IncomingMessage) => proxyAddr(request, trustedProxies);

export const sessionTokenOf = ({ headers: { cookie = '' } }: IncomingMessage) =>
  cookie
    .split(/; */)
    .find((pair) => pair.startsWith(`${sessionCookie}=`))
    ?.slice(sessionCookie.length + 1);

/** Browsers name the page that opens a socket with the user's cookie; programs name none. `null` is an origin too. */
export const fromOurPage = ({ headers: { origin, host } }: IncomingMessage, publicUrl: URL) =>
  origin === undefined ||
  origin === publicUrl.origin ||
  (URL.canParse(origin) && new URL(origin).host === host);
