export type SslMode = 'disable' | 'allow' | 'prefer' | 'require' | 'verify-ca' | 'verify-full';

export type PostgresSettings = {
  engine: 'postgres';
  host: string;
  port: number;
  database: string;
  username: string;
  ssl_mode: SslMode;
  pool: { min: number; max: number };
};

/** How to reach a server, without what opens it. Each engine has its own shape; whoever reads it says all of them. */
export type Settings = PostgresSettings;

const strength: readonly SslMode[] = ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full'];

/**
 * Whether the stored credential would go to somebody else, or go there less protected: whoever may change settings but
 * does not know the password could have it sent to themselves.
 */
export function exposesCredential(from: Settings, to: Settings): boolean {
  switch (from.engine) {
    case 'postgres':
      return (
        from.host !== to.host ||
        from.port !== to.port ||
        from.username !== to.username ||
        strength.indexOf(to.ssl_mode) < strength.indexOf(from.ssl_mode)
      );
  }
}

export function sameSettings(a: Settings, b: Settings): boolean {
  switch (a.engine) {
    case 'postgres':
      return (
        !exposesCredential(a, b) &&
        !exposesCredential(b, a) &&
        a.database === b.database &&
        a.pool.min === b.pool.min &&
        a.pool.max === b.pool.max
      );
  }
}
