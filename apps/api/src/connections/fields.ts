import type { OpenCredential } from '@pgai/connections/credential.js';
import type { CreateConnection, RotateCredential, TestConnection } from '@pgai/contracts/connections.js';
import type { Settings } from '@pgai/domain/connections/settings.js';

/** What may be told to everybody who sees the connection. */
export const settingsOf = ({
  engine,
  host,
  port,
  database,
  username,
  ssl_mode,
  pool,
}: Pick<
  CreateConnection | TestConnection,
  'engine' | 'host' | 'port' | 'database' | 'username' | 'ssl_mode' | 'pool'
>): Settings => ({ engine, host, port, database, username, ssl_mode, pool });

/** What opens it. */
export const credentialOf = ({
  password,
  ssl_ca,
  ssl_certificate,
  ssl_key,
}: RotateCredential): OpenCredential => ({
  password,
  ...(ssl_ca && { ca: ssl_ca }),
  ...(ssl_certificate && { certificate: ssl_certificate }),
  ...(ssl_key && { key: ssl_key }),
});
