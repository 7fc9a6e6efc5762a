import type { INestApplication } from '@nestjs/common';
import { IoAdapter } from '@nestjs/platform-socket.io';
import { createAdapter } from '@socket.io/postgres-adapter';
import { Pool } from 'pg';
import type { ServerOptions } from 'socket.io';
import { Config } from '../platform/config.js';
import { Logger } from '../platform/logger.js';

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
      destroyUpgrade: true,
      allowRequest: ({ headers: { origin, host } }, answer) => {
        const ours =
          origin === undefined ||
          origin === publicUrl.origin ||
          (URL.canParse(origin) && new URL(origin).host === host); // `null` is an origin too
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
