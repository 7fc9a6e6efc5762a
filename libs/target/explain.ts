import type { Target } from './target.js';
import { type TargetCode, TargetError } from './target-error.js';

type Words = [code: TargetCode, detail: (target: Target) => string, hint?: (target: Target) => string];
type Failure = { code?: string; message?: string };

const place = ({ host, port }: Target) => `${host}:${port}`;
const q = (name: string) => `"${name.replaceAll('"', '""')}"`;

/** By the code of the operating system, of Node's TLS, or by SQLSTATE. */
const words: Record<string, Words> = {
  ECONNREFUSED: [
    'connection-refused',
    ({ host, port }) => `Nothing listens on port ${port} of ${host}.`,
    ({ port }) =>
      port === 5432
        ? 'Is the server running, and does listen_addresses name this address?'
        : `Did you mean 5432? Is the server running, and does listen_addresses name this address?`,
  ],
  ECONNRESET: [
    'connection-lost',
    (target) => `${place(target)} hung up.`,
    () => 'A firewall or a pooler in between may do this; so does a server that is stopping.',
  ],
  ETIMEDOUT: [
    'timed-out',
    (target) => `${place(target)} did not answer in time.`,
    () => 'A firewall that drops packets looks like this: allow the address of pgai there.',
  ],
  EHOSTUNREACH: ['host-unreachable', ({ host }) => `There is no way to ${host} from here.`],
  ENETUNREACH: ['host-unreachable', ({ host }) => `There is no way to ${host} from here.`],
  ENOTFOUND: ['host-not-found', ({ host }) => `There is no host ${host}.`, () => 'Look for a misspelling.'],
  DEPTH_ZERO_SELF_SIGNED_CERT: [
    'certificate-untrusted',
    () => 'The server signed its certificate itself.',
    () => 'Give that certificate as the CA, or choose the TLS mode require, which does not check it.',
  ],
  CERT_HAS_EXPIRED: [
    'certificate-expired',
    () => 'The certificate of the server has expired.',
    () => 'Renew it there.',
  ],
  CERT_NOT_YET_VALID: ['certificate-expired', () => 'The certificate of the server is not valid yet.'],
  ERR_TLS_CERT_ALTNAME_INVALID: [
    'certificate-wrong-host',
    ({ host }) => `The certificate of the server is for another name than ${host}.`,
    () => 'Use the name in the certificate, or verify-ca, which does not look at the name.',
  ],
  '28P01': [
    'wrong-password',
    ({ username }) => `The password of ${username} is not right.`,
    ({ username }) => `A new one: alter role ${q(username)} password '…';`,
  ],
  '28000': [
    'login-not-allowed',
    ({ username, host }) => `${host} does not let ${username} in.`,
    ({ username, database }) =>
      `Add a line for user ${username}, database ${database} and our address to pg_hba.conf; is LOGIN granted?`,
  ],
  '3D000': [
    'database-missing',
    ({ database, host }) => `There is no database ${database} on ${host}.`,
    () => 'Look for a misspelling; upper and lower case count.',
  ],
  '42501': [
    'privilege-missing',
    ({ username, database }) => `${username} may not do this in ${database}.`,
    ({ username, database }) => `grant connect on database ${q(database)} to ${q(username)};`,
  ],
  '53300': [
    'server-full',
    ({ host }) => `All connections of ${host} are taken.`,
    () => 'End idle sessions, raise max_connections, or make pools smaller.',
  ],
  '55000': [
    'login-not-allowed',
    ({ database }) => `The database ${database} takes no connections.`,
    ({ database }) => `alter database ${q(database)} allow_connections true;`,
  ],
  '57P03': [
    'server-starting',
    ({ host }) => `${host} is starting or stopping.`,
    () => 'Try again in a moment.',
  ],
  '57014': ['query-cancelled', () => 'The server took longer than is allowed.'],
  '25006': [
    'query-failed',
    () => 'A function that it calls tries to change data, which is not allowed here: nothing was changed.',
    () => 'Look for functions that write, such as nextval or those that insert.',
  ],
  '55P03': [
    'query-failed',
    () => 'What it reads is locked by a change that is under way.',
    () => 'Try again in a moment.',
  ],
};

const aliases: Record<string, string> = {
  EPIPE: 'ECONNRESET',
  '57P01': 'ECONNRESET',
  '57P02': 'ECONNRESET',
  '08006': 'ECONNRESET',
  EAI_AGAIN: 'ENOTFOUND',
  EADDRNOTAVAIL: 'EHOSTUNREACH',
  SELF_SIGNED_CERT_IN_CHAIN: 'UNTRUSTED',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'UNTRUSTED',
  UNABLE_TO_GET_ISSUER_CERT: 'UNTRUSTED',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'UNTRUSTED',
};

/** Anything that a connection attempt or a question failed with, in words. */
export function explain(error: unknown, target: Target): TargetError {
  if (error instanceof TargetError) return error;
  const { code = '', message = '' } = (error ?? {}) as Failure;
  if (code === '28000' && /no encryption|SSL off/.test(message))
    return new TargetError(
      'tls-required',
      `${target.host} lets ${target.username} in with TLS only.`,
      'Choose the TLS mode require or verify-full.',
      code,
    );
  const known = aliases[code] ?? code;
  if (known === 'UNTRUSTED')
    return new TargetError(
      'certificate-untrusted',
      'The certificate of the server is from an authority that is not known here.',
      'Give the certificate of that authority as the CA.',
    );
  const found = Object.hasOwn(words, known) ? words[known] : undefined;
  if (found) return new TargetError(found[0], found[1](target), found[2]?.(target), sqlStateOf(code));
  if (/ALERT_(CERTIFICATE_REQUIRED|HANDSHAKE_FAILURE|BAD_CERTIFICATE|UNKNOWN_CA)/.test(code))
    return new TargetError(
      'client-certificate-refused',
      'The server wants a client certificate that it knows.',
      'Give a certificate and its key that the server trusts.',
    );
  if (/^(ERR_SSL|ERR_TLS|ERR_OSSL|EPROTO)/.test(code))
    return new TargetError(
      'tls-failed',
      `TLS with ${place(target)} failed (${code}).`,
      'Does the server speak TLS 1.2 or newer?',
    );
  if (/^(timeout expired|timeout exceeded|Query read timeout)/.test(message))
    return explain({ code: 'ETIMEDOUT' }, target);
  if (/^Connection terminated/.test(message)) return explain({ code: 'ECONNRESET' }, target);
  if (/^\w{5}$/.test(code))
    return new TargetError('query-failed', withoutSecrets(message, target), undefined, code);
  return new TargetError('connection-lost', `The connection to ${place(target)} failed.`, undefined);
}

const sqlStateOf = (code: string) => (/^[0-9A-Z]{5}$/.test(code) && !code.startsWith('E') ? code : undefined);

/** A server may say anything, also what it was told. */
export const withoutSecrets = (text: string, { password }: Target) =>
  (password.length > 0 ? text.replaceAll(password, '•••') : text).slice(0, 500);
