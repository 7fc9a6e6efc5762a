import { EventEmitter, once } from 'node:events';
import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { Moved } from '@pgai/contracts/live.js';
import pg from 'pg';
import { Config } from './config.js';
import { Logger } from './logger.js';

/**
 * What the projector says it has written (`NOTIFY pgai_moved`), heard by every API process over a connection of its own.
 * While that connection is away notices are lost; whoever waits for one also looks by itself now and then.
 */
@Injectable()
export class ReadModelNotices
  extends EventEmitter<{ moved: [Moved]; resumed: [] }>
  implements OnModuleInit, OnModuleDestroy
{
  private client: pg.Client | undefined;
  private stopped = false;

  constructor(
    private readonly config: Config,
    private readonly logger: Logger,
  ) {
    super();
    this.setMaxListeners(0);
  }

  async onModuleInit() {
    await this.listen().catch((error) => this.again(error));
  }

  async onModuleDestroy() {
    this.stopped = true;
    await this.client?.end().catch(() => undefined);
  }

  /** Resolves at the next notice about this resource, after 200 ms at the latest. */
  async next(id: string) {
    const enough = AbortSignal.timeout(200);
    try {
      for (;;) {
        const [notice] = (await once(this, 'moved', { signal: enough })) as [Moved];
        if (notice.id === id) return;
      }
    } catch {
      // nothing was said in time: the caller looks by itself
    }
  }

  private async listen() {
    const client = new pg.Client({
      connectionString: this.config.databaseUrl,
      application_name: 'pgai-api-notices',
      keepAlive: true,
    });
    let reason = new Error('the connection ended');
    client.on('error', (error) => {
      reason = error; // the end follows, and only that counts: two who listen would say everything twice
    });
    client.on('notification', ({ payload }) => {
      const notice = Moved.safeParse(JSON.parse(payload ?? 'null'));
      if (notice.success) this.emit('moved', notice.data);
    });
    try {
      await client.connect();
      await client.query('listen pgai_moved');
    } catch (error) {
      client.end().catch(() => undefined);
      throw error;
    }
    client.once('end', () => this.again(reason));
    this.client = client;
    this.emit('resumed');
  }

  private again(error: Error) {
    this.client = undefined;
    if (this.stopped) return;
    this.logger.warn({ err: error }, 'not listening to the projector; trying again');
    setTimeout(() => this.stopped || this.listen().catch((next) => this.again(next)), 500).unref();
  }
}
