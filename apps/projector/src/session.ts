import type { CompiledQuery } from 'kysely';
import pg from 'pg';

/**
 * One connection that holds a lock and writes through the very same connection: whoever loses the one loses the other.
 * Pipelined: queries go out without waiting for the answers of those before.
 */
export class Session {
  private readonly connectionLost = new AbortController();
  private readonly names = new Map<string, string>();
  private generation = 0;

  private constructor(private readonly client: pg.Client) {
    client.on('error', (error) => this.connectionLost.abort(error));
  }

  static async open(databaseUrl: string, applicationName: string, schema: string) {
    const client = new pg.Client({
      connectionString: databaseUrl,
      application_name: applicationName,
      connectionTimeoutMillis: 5_000,
      keepAlive: true,
      keepAliveInitialDelayMillis: 10_000,
      pipeline: true,
    });
    const session = new Session(client);
    await client.connect();
    await session.query(`set search_path to ${pg.escapeIdentifier(schema)}`);
    return session;
  }

  get lost(): AbortSignal {
    return this.connectionLost.signal;
  }

  query<Row extends pg.QueryResultRow>(text: string, values: unknown[] = []) {
    return this.client.query<Row>(text, values);
  }

  /** Parsed by the server once per distinct text. */
  prepared({ sql, parameters }: CompiledQuery) {
    const name = this.names.get(sql) ?? `${this.generation}.${this.names.size}`;
    this.names.set(sql, name);
    return this.client.query({ name, text: sql, values: [...parameters] });
  }

  /** After an error nobody knows which statements the server has parsed, so none of their names is used again. */
  forgetPrepared() {
    this.names.clear();
    this.generation++;
  }

  /** Hands the queries made by `send` to the network in one piece. */
  together<T>(send: () => T): T {
    const { stream } = this.client.connection;
    stream.cork();
    try {
      return send();
    } finally {
      stream.uncork();
    }
  }

  async close() {
    await this.client.end();
  }
}
