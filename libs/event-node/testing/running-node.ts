import pg from 'pg';
import { afterAll, beforeAll } from 'vitest';
import { createDatabase } from '../../../test/support/database.ts';
import { type Node, startNode } from '../node.js';
import { connect } from './client.js';

/** One node and one client for a spec file, on a database of its own. */
export function runningNode() {
  const running = {} as { url: string; node: Node; client: ReturnType<typeof connect> };
  let drop: () => Promise<void>;

  beforeAll(async () => {
    const database = await createDatabase();
    drop = database.drop;
    running.url = database.url;
    running.node = await startNode({ databaseUrl: database.url, port: 0, host: '127.0.0.1' });
    running.client = connect(running.node.port);
  });
  afterAll(async () => {
    await running.client.dispose();
    await running.node.stop();
    await drop();
  });

  return Object.assign(running, {
    /** Stops the node and starts another on the same data. */
    async restart() {
      await running.client.dispose();
      await running.node.stop();
      running.node = await startNode({ databaseUrl: running.url, port: 0, host: '127.0.0.1' });
      running.client = connect(running.node.port);
    },
    async query<Row extends pg.QueryResultRow>(sql: string, values: unknown[] = []) {
      const client = new pg.Client(running.url);
      await client.connect();
      return (await client.query<Row>(sql, values).finally(() => client.end())).rows;
    },
  });
}
