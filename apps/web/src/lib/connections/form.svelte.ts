import type { Connection, CreateConnectionInput, SslMode } from '@pgai/contracts/connections.js';
import { parseConnectionUri, withoutPassword } from './connection-uri.ts';
import type { Change } from './connections.api.ts';

/** What is typed in the form of a connection. Everything is text until it is sent. */
export class ConnectionForm {
  uri = $state('');
  uriProblem = $state<string>();
  name = $state('');
  host = $state('');
  port = $state('5432');
  database = $state('');
  username = $state('');
  password = $state('');
  ssl_mode = $state<SslMode>('require');
  poolMin = $state('0');
  poolMax = $state('10');
  ca = $state('');
  certificate = $state('');
  key = $state('');
  #named = false;

  static of(connection: Connection): ConnectionForm {
    const form = new ConnectionForm();
    const { name, host, port, database, username, ssl_mode, pool_min, pool_max } = connection;
    Object.assign(form, { name, host, database, username, ssl_mode });
    form.port = String(port);
    form.poolMin = String(pool_min);
    form.poolMax = String(pool_max);
    form.#named = true;
    return form;
  }

  /** Enough is there to knock. */
  get complete() {
    return Boolean(this.host.trim() && this.port && this.database && this.username);
  }

  /** The password goes to its own field at once, and is not shown in the address any more. */
  paste(text: string) {
    this.uri = text;
    this.uriProblem = undefined;
    if (text.trim() === '' || text.includes('••')) return;
    const { fields, problem } = parseConnectionUri(text);
    if (!fields) {
      this.uriProblem = problem;
      return;
    }
    const { port, ...rest } = fields;
    Object.assign(this, rest);
    this.port = String(port ?? 5432);
    this.uri = withoutPassword(text.trim());
    this.suggestName();
  }

  nameIt(name: string) {
    this.name = name;
    this.#named = name !== '';
  }

  suggestName() {
    if (!this.#named) this.name = this.database;
  }

  /** As the API takes it, for a test. */
  get tested() {
    const { name, password, overrides, ...rest } = this.sent([]);
    return { ...rest, password: password ?? '' };
  }

  /** As the API takes it, to be kept. */
  created(overrides: CreateConnectionInput['overrides']): CreateConnectionInput {
    return { ...this.sent(overrides), password: this.password };
  }

  /** Without a password the stored one stays. */
  sent(overrides: CreateConnectionInput['overrides']): Change {
    return {
      name: this.name,
      engine: 'postgres',
      host: this.host.trim(),
      port: Number(this.port),
      database: this.database,
      username: this.username,
      ...(this.password && { password: this.password }),
      ssl_mode: this.ssl_mode,
      pool: { min: Number(this.poolMin), max: Number(this.poolMax) },
      ...(this.ca.trim() && { ssl_ca: this.ca }),
      ...(this.certificate.trim() && { ssl_certificate: this.certificate }),
      ...(this.key.trim() && { ssl_key: this.key }),
      overrides: overrides ?? [],
    };
  }
}
