import { EventEmitter } from 'node:events';
import pg from 'pg';
import { channel, type Notice } from './append-queue.js';

/** What other processes did to documents, over a connection of its own. While that is away notices are lost. */
export class FanOut extends EventEmitter<{ notice: [Notice]; resumed: []; lost: [unknown] }> {
  private client: pg.Client | undefined;
  private stopped = false;

  constructor(
    private readonly databaseUrl: string,
    private readonly pool: pg.Pool,
    /** this process, which does not hear itself */
    readonly self: string,
  ) {
    super();
  }

  async start() {
    await this.listen().catch((error) => this.again(error));
  }

  async stop() {
    this.stopped = true;
    await this.client?.end().catch(() => undefined);
  }

  async tell(notice: Omit<Notice, 'from'>) {
    await this.pool.query('select pg_notify($1, $2)', [
      channel,
      JSON.stringify({ from: this.self, ...notice }),
    ]);
  }

  private async listen() {
    const client = new pg.Client({
      connectionString: this.databaseUrl,
      application_name: 'pgai-api-documents',
      keepAlive: true,
    });
    let reason = new Error('the connection ended');
    client.on('error', (error) => {
      reason = error; // the end follows
    });
    client.on('notification', ({ payload }) => {
      const notice: Notice = JSON.parse(payload ?? '{}');
      if (notice.from !== this.self) this.emit('notice', notice);
    });
    try {
      await client.connect();
      await client.query(`listen ${channel}`);
    } catch (error) {
      client.end().catch(() => undefined);
      throw error;
    }
    client.once('end', () => this.again(reason));
    this.client = client;
    this.emit('resumed');
  }

  private again(error: unknown) {
    this.client = undefined;
    if (this.stopped) return;
    this.emit('lost', error);
    setTimeout(() => this.stopped || this.listen().catch((next) => this.again(next)), 500).unref();
  }
}
