/** Every way in which a user's database can fail us. Public, listed in the README. */
export const targetCodes = [
  'address-refused',
  'answer-too-large',
  'authentication-method-unknown',
  'certificate-expired',
  'certificate-untrusted',
  'certificate-wrong-host',
  'client-certificate-refused',
  'connection-busy',
  'connection-lost',
  'connection-refused',
  'database-missing',
  'host-not-found',
  'host-not-plain',
  'host-unreachable',
  'login-not-allowed',
  'not-postgres',
  'privilege-missing',
  'query-cancelled',
  'query-failed',
  'server-full',
  'server-starting',
  'server-too-old',
  'timed-out',
  'tls-failed',
  'tls-not-offered',
  'tls-required',
  'wrong-password',
] as const;
export type TargetCode = (typeof targetCodes)[number];

/** A user's database, or the way to it, failed. In words for a person; nothing secret is in it. */
export class TargetError extends Error {
  constructor(
    readonly code: TargetCode,
    detail: string,
    readonly hint?: string,
    /** the server's own SQLSTATE, where it gave one */
    readonly sqlState?: string,
  ) {
    super(detail);
    this.name = 'TargetError';
  }
}
