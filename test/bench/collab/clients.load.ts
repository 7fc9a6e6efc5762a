import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { scan } from '@pgai/collab/scan.js';
import { createDecoder, readVarString, readVarUint, readVarUint8Array } from 'lib0/decoding';
import {
  createEncoder,
  toUint8Array,
  write,
  writeVarString,
  writeVarUint,
  writeVarUint8Array,
} from 'lib0/encoding';
import WebSocket from 'ws';
import { percentile } from '../harness.ts';
import { atPace, serveJobs } from '../load.ts';

export type Job = {
  url: string;
  cookie?: string;
  /** Hocuspocus: stands before every message, and somebody signs in first */
  document?: string;
  clients: number;
  ms: number;
};
export type Fanned = { p50: number; p99: number; perSecond: number; savedP99: number };

const characters = 10;
const writers = 8;
const inFlight = 64;

/** One of the clients; its updates append ten characters to its own text. */
class Client {
  readonly id = 1 + Math.floor(Math.random() * 0x7fff_ffff);
  readonly sentAt: number[] = [];
  readonly seenBy: number[] = [];
  readonly saved: number[] = [];
  /** of each other client, how many updates were seen */
  private readonly seen = new Map<number, number>();

  readonly socket: WebSocket;
  private readonly document: string | undefined;
  private readonly all: Map<number, Client>;
  private readonly onSeen: (of: Client, n: number) => void;

  constructor(
    socket: WebSocket,
    document: string | undefined,
    all: Map<number, Client>,
    onSeen: (of: Client, n: number) => void,
  ) {
    this.socket = socket;
    this.document = document;
    this.all = all;
    this.onSeen = onSeen;
    socket.on('message', (frame: Buffer) => this.receive(frame));
  }

  /** Says hello as a page does. */
  hello() {
    if (this.document)
      this.send((to) => [writeVarUint(to, 2), writeVarUint(to, 0), writeVarString(to, 'bench')]);
    this.send((to) => [writeVarUint(to, 0), writeVarUint(to, 0), writeVarUint8Array(to, Uint8Array.of(0))]);
    this.send((to) => [
      writeVarUint(to, 0),
      writeVarUint(to, 1),
      writeVarUint8Array(to, Uint8Array.of(0, 0)),
    ]);
  }

  write() {
    const n = this.sentAt.length;
    const clock = n * characters;
    const update = createEncoder();
    for (const value of [1, 1, this.id, clock]) writeVarUint(update, value);
    if (n === 0) {
      for (const value of [4, 1]) writeVarUint(update, value);
      writeVarString(update, `t${this.id}`);
    } else {
      write(update, 132); // a text that follows another
      for (const value of [this.id, clock - 1]) writeVarUint(update, value);
    }
    writeVarString(update, 'x'.repeat(characters));
    writeVarUint(update, 0);
    this.sentAt.push(performance.now());
    this.seenBy.push(0);
    this.send((to) => [
      writeVarUint(to, 0),
      writeVarUint(to, 2),
      writeVarUint8Array(to, toUint8Array(update)),
    ]);
  }

  private send(write: (to: ReturnType<typeof createEncoder>) => unknown) {
    const to = createEncoder();
    if (this.document) writeVarString(to, this.document);
    write(to);
    this.socket.send(toUint8Array(to));
  }

  private receive(frame: Buffer) {
    const from = createDecoder(frame);
    if (this.document) readVarString(from);
    const kind = readVarUint(from);
    if (kind === 4 && !this.document) {
      const now = performance.now();
      for (let n = readVarUint(from) - 1; this.saved.length < n; ) {
        const sent = this.sentAt[this.saved.length];
        if (sent === undefined) break;
        this.saved.push(now - sent);
      }
    }
    if (kind !== 0 || readVarUint(from) === 0) return;
    for (const { client, end } of scan(readVarUint8Array(from)).blocks) {
      const of = this.all.get(client);
      if (!of || of === this) continue;
      const until = end / characters;
      for (let n = this.seen.get(client) ?? 0; n < until; n++) this.onSeen(of, n);
      this.seen.set(client, Math.max(until, this.seen.get(client) ?? 0));
    }
  }
}

serveJobs(async ({ url, cookie, document, clients: count, ms }: Job): Promise<Fanned> => {
  const all = new Map<number, Client>();
  const latencies: number[] = [];
  let measuring = false;
  let done = 0;
  let flying = false;
  const onSeen = (of: Client, n: number) => {
    if (measuring) latencies.push(performance.now() - (of.sentAt[n] ?? 0));
    const seenBy = (of.seenBy[n] ?? 0) + 1;
    of.seenBy[n] = seenBy;
    if (seenBy < count - 1) return;
    done++;
    if (flying) of.write();
  };
  const clients = await Promise.all(
    Array.from({ length: count }, async () => {
      const socket = new WebSocket(url, { perMessageDeflate: false, ...(cookie && { headers: { cookie } }) });
      const client = new Client(socket, document, all, onSeen);
      all.set(client.id, client);
      await once(socket, 'open');
      client.hello();
      return client;
    }),
  );
  await delay(1_000);
  const [writer] = clients as [Client];

  await atPace(50, 0.5, async () => writer.write());
  measuring = true;
  await atPace(50, ms / 1_000, async () => writer.write());
  while (done < writer.sentAt.length) await delay(10);
  measuring = false;
  await delay(200);
  const saved = writer.saved.slice(25);

  done = 0;
  flying = true;
  const began = performance.now();
  for (const one of clients.slice(0, writers)) for (let n = 0; n < inFlight / writers; n++) one.write();
  await delay(ms);
  const perSecond = (done / (performance.now() - began)) * 1_000;
  flying = false;
  await delay(500);
  for (const { socket } of clients) socket.terminate();
  return {
    p50: percentile(latencies, 0.5),
    p99: percentile(latencies, 0.99),
    perSecond,
    savedP99: saved.length > 0 ? percentile(saved, 0.99) : Number.NaN,
  };
});
