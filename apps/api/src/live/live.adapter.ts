import type { INestApplication } from '@nestjs/common';
import { IoAdapter } from '@nestjs/platform-socket.io';
import { createAdapter } from '@socket.io/postgres-adapter';
import { Pool } from 'pg';
import type { ServerOptions } from 'socket.io';
import { Config } from '../platform/config.js';
import { Logger } from '../platform/logger.js';
import { fromOurPage } from '../platform/upgrade.js';

/** Socket.IO beside the HTTP server; rooms, presence and disconnects reach all API processes through Postgres. */
export class LiveAdapter extends IoAdapter {
  constructor(private readonly app: INestApplication) {
    super(app);
  }

  override createIOServer(port: number, options?: ServerOptions) {
    const { publicUrl } = this.app.get(Config);
    const logger = this.app.get(Logger);
    const extended: Partial<ServerOptions> = {
      ...options,
      serveClient: false,
      maxHttpBufferSize: 10_000, // clients say which team they look at, no more
      destroyUpgrade: false, // what is neither this nor a document the gateway of documents refuses
      allowRequest: (request, answer) => {
        const ours = fromOurPage(request, publicUrl);
        answer(ours ? null : 'foreign origin', ours);
      },
      adapter: createAdapter(this.app.get(Pool), {
        tableName: 'app.socket_attachment',
        errorHandler: (error) =>
          logger.warn({ err: error }, 'live notices between API processes are interrupted'),
      }),
    };
    return super.createIOServer(port, extended as ServerOptions);
  }
}
