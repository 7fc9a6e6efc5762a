import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { type WebSocket, WebSocketServer } from 'ws';
import { AppendQueue, type Notice } from './append-queue.js';
import { type DocumentName, documentName } from './document-name.js';
import { DocumentStore } from './document-store.js';
import { FanOut } from './fan-out.js';
import { type Limits, Peer, usualLimits, type Visitor } from './peer.js';
import { PresenceBoard } from './presence-board.js';
import { closeCode } from './protocol.js';
import { Room } from './room.js';

type Options = {
  pool: pg.Pool;
  databaseUrl: string;
  /** before a document is first read: fills one that is empty */
  open?: (name: DocumentName) => Promise<void>;
  /** other people have a document open than before, because of somebody in this process */
  present?: (name: DocumentName) => void;
  failed: (error: unknown, what: string) => void;
  limits?: Limits;
};

const sweepEveryMs = 4_000;
const idleMs = 10_000;

/** Serves documents to sockets. Any number of processes do, of the same documents. */
export class CollabServer {
  readonly sockets = new WebSocketServer({ noServer: true, maxPayload: 8_388_608, perMessageDeflate: false });
  readonly peers = new Set<Peer>();
  readonly board = new PresenceBoard();
  private readonly rooms = new Map<string, Room>();
  private readonly store: DocumentStore;
  private readonly appends: AppendQueue;
  private readonly fanOut: FanOut;
  private readonly sweeping: NodeJS.Timeout;

  constructor(private readonly options: Options) {
    const self = randomUUID();
    this.store = new DocumentStore(options.pool);
    this.appends = new AppendQueue(options.pool, self);
    this.fanOut = new FanOut(options.databaseUrl, options.pool, self);
    this.fanOut.on('notice', (notice) => void this.hear(notice));
    this.fanOut.on('resumed', () => {
      for (const room of this.rooms.values()) room.reload().catch((error) => this.lose(room, error));
    });
    this.fanOut.on('lost', (error) => options.failed(error, 'not listening to other processes'));
    this.sweeping = setInterval(() => this.sweep(), sweepEveryMs).unref();
  }

  start() {
    return this.fanOut.start();
  }

  /** Everything that came is stored, then the sockets are closed: they go on with another process. */
  async stop() {
    clearInterval(this.sweeping);
    for (const peer of this.peers) peer.close(1012, 'restart');
    await new Promise((resolve) => setImmediate(resolve)); // the tick that is going on
    for (const room of this.rooms.values()) room.store();
    await this.appends.stop();
    await this.fanOut.stop();
    this.sockets.close();
    for (const socket of this.sockets.clients) socket.terminate();
  }

  connect(socket: WebSocket, name: DocumentName, visitor: Visitor) {
    const room = this.roomOf(name);
    room.emptySince = Date.now();
    const failed = (error: unknown) => this.options.failed(error, `${documentName(name)} failed a page`);
    const peer = new Peer(socket, visitor, room, this.options.limits ?? usualLimits, failed);
    socket.on('error', () => socket.terminate());
    this.peers.add(peer);
    socket.on('close', () => {
      this.peers.delete(peer);
      room.leave(peer);
    });
    peer.begin().catch((error) => {
      this.options.failed(error, `${documentName(name)} was not opened`);
      peer.close(1013, 'try again');
    });
    return peer;
  }

  private roomOf(name: DocumentName) {
    const key = documentName(name);
    const there = this.rooms.get(key);
    if (there) return there;
    const { open = async () => undefined, present = () => undefined, failed } = this.options;
    const room: Room = new Room(
      name,
      {
        append: (append) => this.appends.append(append),
        read: () => this.store.read(name),
        compact: () => this.store.compact(name),
        present: (entries) => {
          if (this.board.hear(name, entries)) present(name);
        },
        tell: (notice) =>
          void this.fanOut.tell(notice).catch((error) => failed(error, 'other processes were not told')),
        failed,
        lost: (error) => this.lose(room, error),
      },
      open(name),
    );
    this.rooms.set(key, room);
    room.ready.catch(() => this.rooms.get(key) === room && this.rooms.delete(key));
    return room;
  }

  private async hear(notice: Notice) {
    this.board.hear(notice, peopleIn(notice));
    const room = this.rooms.get(documentName(notice));
    if (!room) return;
    if (notice.removed) {
      this.rooms.delete(documentName(notice));
      for (const page of room.pages) page.close(closeCode.notFound);
      return;
    }
    await room.notice(notice).catch((error) => this.lose(room, error));
  }

  /** A room that may have missed something: its pages come again, to a new one. */
  private lose(room: Room, error: unknown) {
    this.options.failed(error, `${documentName(room.name)} is opened anew`);
    this.rooms.delete(documentName(room.name));
    for (const page of room.pages) page.close(1013, 'try again');
  }

  private sweep() {
    const now = Date.now();
    this.board.forget(now);
    for (const [key, room] of this.rooms) {
      room.forget(now);
      if (room.idle && now - room.emptySince > idleMs) {
        this.rooms.delete(key);
        if (room.worthCompacting)
          this.store
            .compact(room.name)
            .catch((error) => this.options.failed(error, `${key} was not compacted`));
      }
    }
    for (const peer of this.peers) peer.ping();
  }
}

const peopleIn = ({ awareness = [], people = {} }: Notice) =>
  awareness.flatMap((entry) => {
    const [id, name] = people[entry.client] ?? [];
    return id && name ? [{ ...entry, person: { id, name } }] : [];
  });
