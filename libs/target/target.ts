/** As libpq has them, weakest first. */
export const sslModes = ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full'] as const;
export type SslMode = (typeof sslModes)[number];

/** A user's PostgreSQL: where it is, and how to get in. Never to be logged; the password is in it. */
export type Target = {
  host: string;
  port: number;
  database: string;
  username: string;
  password: string;
  sslMode: SslMode;
  /** PEM; without it the certificates that Node brings along decide */
  ca?: string | undefined;
  /** PEM of a client certificate and its key */
  certificate?: string | undefined;
  key?: string | undefined;
};

export type PoolSize = { min: number; max: number };
