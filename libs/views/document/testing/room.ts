import * as Y from 'yjs';

/** What decides about a schedule; the same seed decides the same. */
export function dice(seed: number) {
  let state = seed;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (count: number) => Math.floor(next() * count);
  return { below, pick: <T>(items: readonly T[]): T | undefined => items[below(items.length)] };
}

export type Dice = ReturnType<typeof dice>;

type Wire = { up: Uint8Array[]; down: Uint8Array[] };

/** A document whose ids are no accident. */
function docOf(clientId: number): Y.Doc {
  const doc = new Y.Doc();
  doc.clientID = clientId;
  return doc;
}

/** Somebody's page: a document, and a line that may be down. */
export class Peer {
  readonly doc: Y.Doc;
  line: Wire | null = null;

  constructor(
    readonly name: string,
    clientId: number,
  ) {
    this.doc = docOf(clientId);
    this.doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== 'wire') this.line?.up.push(update);
    });
  }
}

/**
 * A server as ours: an update is stored, then acknowledged and passed on. It may die at any time; what it held in memory and
 * every line is gone then, what it stored is not.
 */
export class Room {
  readonly acknowledged: Uint8Array[] = [];
  private stored: Uint8Array[] = [];
  private lives = 1000;
  private doc = docOf(this.lives);

  constructor(readonly peers: readonly Peer[]) {}

  connect(peer: Peer): void {
    const line: Wire = { up: [], down: [] };
    peer.line = line;
    line.up.push(Y.encodeStateAsUpdate(peer.doc, Y.encodeStateVector(this.doc)));
    line.down.push(Y.encodeStateAsUpdate(this.doc, Y.encodeStateVector(peer.doc)));
  }

  /** One message of a line arrives, not always the oldest. */
  deliver(peer: Peer, { below }: Dice): void {
    const { line } = peer;
    if (!line) return;
    const way = line.up.length && (!line.down.length || below(2)) ? line.up : line.down;
    const [message] = way.splice(below(5) ? 0 : below(way.length), 1);
    if (!message) return;
    if (way === line.up) this.take(message, peer);
    else Y.applyUpdate(peer.doc, message, 'wire');
  }

  /** What the server does itself, as restoring a commit. */
  change(edit: (doc: Y.Doc) => void): void {
    const before = Y.encodeStateVector(this.doc);
    const own = this.load();
    edit(own);
    this.take(Y.encodeStateAsUpdate(own, before), null);
  }

  die(): void {
    this.doc = this.load();
    for (const peer of this.peers) peer.line = null;
  }

  /** Rows become one, as they do in the background. */
  compact(): void {
    this.stored = [Y.mergeUpdates(this.stored)];
  }

  load(): Y.Doc {
    const doc = docOf(++this.lives);
    for (const update of this.stored) Y.applyUpdate(doc, update);
    return doc;
  }

  settle(all: Dice): void {
    for (const peer of this.peers) this.connect(peer);
    for (;;) {
      const busy = this.peers.filter(({ line }) => line && (line.up.length || line.down.length));
      if (!busy.length) return;
      for (const peer of busy) this.deliver(peer, all);
    }
  }

  private take(update: Uint8Array, from: Peer | null): void {
    this.stored.push(update);
    this.acknowledged.push(update);
    Y.applyUpdate(this.doc, update);
    for (const peer of this.peers) if (peer !== from) peer.line?.down.push(update);
  }
}
