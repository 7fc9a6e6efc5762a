import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { CollabServer } from '@pgai/collab/collab-server.js';
import { type DocumentName, parseDocumentName } from '@pgai/collab/document-name.js';
import { Pool } from 'pg';
import { Config } from '../platform/config.js';
import { DraftSeed } from '../platform/draft-seed.js';
import { Logger } from '../platform/logger.js';
import { ReadModelNotices } from '../platform/read-model-notices.js';
import { fromOurPage } from '../platform/upgrade.js';
import { CollabVisitors, type PageVisitor } from './collab-visitors.js';
import { DocumentAccess } from './document-access.js';

const path = '/collab/';
const beside = '/socket.io/';
/** Who is there and does nothing is asked again at least so often; notices ask sooner. */
const lookEveryMs = 15_000;

/** `/collab/<document name>`: Yjs over WebSocket, on the port of the API. */
@Injectable()
export class CollabGateway implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly server: CollabServer;
  private looking: NodeJS.Timeout | undefined;

  constructor(
    private readonly pool: Pool,
    private readonly documents: DocumentAccess,
    seed: DraftSeed,
    private readonly config: Config,
    private readonly host: HttpAdapterHost,
    private readonly visitors: CollabVisitors,
    private readonly notices: ReadModelNotices,
    private readonly logger: Logger,
  ) {
    this.server = new CollabServer({
      pool,
      databaseUrl: config.databaseUrl,
      open: (name) => seed.fill(name),
      present: (name) => void this.tell(name),
      failed: (error, what) => logger.warn({ err: error }, what),
    });
  }

  async onApplicationBootstrap() {
    await this.server.start();
    const http: Server = this.host.httpAdapter.getHttpServer();
    http.on('upgrade', (request, socket, head) => {
      this.upgrade(request, socket, head).catch((error) => {
        this.logger.error({ err: error }, 'a document was not opened');
        refuse(socket, '503 Service Unavailable');
      });
    });
    this.notices.on('moved', ({ model, id, team_id }) => {
      this.lookAgain(
        (visitor) =>
          visitor.session_id === id ||
          visitor.view_id === id ||
          (model === 'team-access' || model === 'team-list' ? visitor.team_id === team_id : false),
      );
    });
    this.notices.on('resumed', () => this.lookAgain(() => true));
    this.looking = setInterval(() => this.lookAgain(() => true), lookEveryMs).unref();
  }

  async onModuleDestroy() {
    clearInterval(this.looking);
    await this.server.stop();
  }

  /** Which drafts are open, and by whom. */
  present() {
    return this.server.board.all();
  }

  /** Pages that list views ask again who is there. */
  private async tell(name: DocumentName) {
    try {
      const view = await this.documents.find(name);
      if (!view) return;
      const notice = {
        model: 'view-presence',
        team_id: view.team_id,
        id: name.view_id,
        revision: 0,
        events: [],
      };
      await this.pool.query("select pg_notify('pgai_moved', $1)", [JSON.stringify(notice)]);
    } catch (error) {
      this.logger.warn({ err: error }, 'pages were not told who edits');
    }
  }

  private async upgrade(request: IncomingMessage, socket: Duplex, head: Buffer) {
    const [address = ''] = (request.url ?? '').split('?');
    if (address.startsWith(beside)) return;
    socket.on('error', () => socket.destroy());
    if (!address.startsWith(path)) return refuse(socket, '404 Not Found');
    if (!fromOurPage(request, this.config.publicUrl)) return refuse(socket, '403 Forbidden');
    const name = parseDocumentName(address.slice(path.length));
    const visitor = await this.visitors.admit(request, name);
    this.server.sockets.handleUpgrade(request, socket, head, (opened) => {
      if (typeof visitor === 'number' || !name) opened.close(typeof visitor === 'number' ? visitor : 4404);
      else this.server.connect(opened, name, visitor);
    });
  }

  private lookAgain(concerns: (visitor: PageVisitor) => boolean) {
    for (const peer of this.server.peers)
      if (concerns(peer.visitor as PageVisitor))
        peer.look().catch((error) => {
          this.logger.warn({ err: error }, 'a right was not looked up');
        });
  }
}

function refuse(socket: Duplex, status: string) {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
