import type { CompiledQuery } from 'kysely';
import pg from 'pg';
import { Batch, type Outcome, Parsed } from './batch.js';

/** One connection that holds a lock and writes through the very same connection: whoever loses one loses the other. */
export class Session {
  private readonly connectionLost = new AbortController();
  private readonly parsed = new Parsed();

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

  /** All in one piece. Outside `begin` and `commit` it is a transaction of its own. */
  async batch(statements: readonly CompiledQuery[]): Promise<Outcome> {
    if (statements.length === 0) return { touched: [] };
    const batch = new Batch(statements, this.parsed);
    this.client.query(batch);
    return batch.done;
  }

  async close() {
    await this.client.end();
  }
}
