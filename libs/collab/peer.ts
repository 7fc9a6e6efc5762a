import type { WebSocket } from 'ws';
import type { Violation } from './admit.js';
import { type Person, readAwareness } from './awareness.js';
import { readStateVector, syncFrame } from './frames.js';
import type { Page } from './page.js';
import { closeCode, isWrite, message, type Rights, sync, writeRights, writeSaved } from './protocol.js';
import { Malformed, Reader } from './reader.js';
import type { Room } from './room.js';
import { type SharedFrame, sendShared } from './shared-frame.js';

/** Somebody at the door, as often as one looks. */
export type Visitor = {
  person: Person;
  /** what they may do now; a number closes the socket with this code */
  look: () => Promise<Rights | number>;
  refused: (why: Violation | 'read-only' | 'unknown-message') => void;
};

export type Limits = { framesEachSecond: number; bytesEachSecond: number };
export const usualLimits: Limits = { framesEachSecond: 2_000, bytesEachSecond: 2_097_152 };

/** A right counts so long; a write waits for another look then. */
const rightMs = 500;
const lookAheadMs = 250;
/** After a right was lost, what was on its way is dropped without blame. */
const graceMs = 2_000;
const waitForOthersMs = 30_000;
const askAgainMs = 250;
const mostBuffered = 33_554_432;
const largestFrame = 2_097_152;
const mostWaiting = 1_000;
const mostEachTick = 100;

/** One socket. */
export class Peer implements Page {
  /** writes it has sent */
  writes = 0;
  synced = false;
  private rights: Rights = { write: false };
  private readOnlySince = 0;
  private lookedAt = 0;
  private looking: Promise<void> | undefined;
  private lookingAgain: Promise<void> | undefined;
  private readonly frames: Uint8Array[] = [];
  private pumping = false;
  /** writes in their order; what was dropped waits for a step 2, which repeats it */
  private waiting: { writes: number; done: boolean; dropped?: true }[] = [];
  private burst = 0;
  private tokens: { frames: number; bytes: number; at: number };
  private early: { since: number; timer?: NodeJS.Timeout } | undefined;
  private alive = true;

  constructor(
    readonly socket: WebSocket,
    readonly visitor: Visitor,
    private readonly room: Room,
    private readonly limits: Limits,
    private readonly failed: (error: unknown) => void,
  ) {
    this.tokens = { frames: limits.framesEachSecond * 2, bytes: limits.bytesEachSecond * 2, at: Date.now() };
    socket.on('message', (data: Buffer, binary) => (binary ? this.receive(data) : this.refuse('malformed')));
    socket.on('pong', () => {
      this.alive = true;
    });
  }

  get person() {
    return this.visitor.person;
  }

  get open() {
    return this.socket.readyState === this.socket.OPEN;
  }

  /** Rights first, then what the page lacks to begin with. */
  async begin() {
    await this.look();
    await this.room.ready;
    if (!this.open) return;
    this.room.pages.add(this);
    this.send(writeRights(this.rights));
    if (this.rights.write) this.askForAll();
    this.room.introduce(this);
    await this.pump();
  }

  send(frame: Uint8Array) {
    if (this.reads) this.socket.send(frame);
  }

  sendShared(frame: SharedFrame) {
    if (this.reads) sendShared(this.socket, frame);
  }

  /** Who reads too slowly comes again, and asks for what it lacks. */
  private get reads() {
    if (this.socket.bufferedAmount > mostBuffered) this.socket.terminate();
    return this.open;
  }

  close(code: number, reason = '') {
    clearTimeout(this.early?.timer);
    this.frames.length = 0;
    if (this.open) this.socket.close(code, reason);
  }

  /** Whether somebody is at the other end; asked again and again. */
  ping() {
    if (!this.alive) return this.socket.terminate();
    this.alive = false;
    this.socket.ping();
  }

  /** Writes are stored, and so is whatever they repeat. */
  stored(writes: readonly number[]) {
    const all = new Set(writes);
    for (const write of this.waiting) if (all.has(write.writes)) write.done = true;
    let saved: number | undefined;
    while (this.waiting[0]?.done) saved = this.waiting.shift()?.writes;
    if (saved !== undefined) this.send(writeSaved(saved));
  }

  /** Asks what they may do now, and says so if it is something else. */
  look() {
    if (!this.looking) return this.lookOnce();
    // what is being looked up may have changed since it was
    this.lookingAgain ??= this.looking
      .catch(() => undefined)
      .then(() => {
        this.lookingAgain = undefined;
        return this.lookOnce();
      });
    return this.lookingAgain;
  }

  private lookOnce() {
    this.looking ??= this.lookNow().finally(() => {
      this.looking = undefined;
    });
    return this.looking;
  }

  private async lookNow() {
    const at = Date.now();
    const seen = await this.visitor.look();
    if (typeof seen === 'number') return this.close(seen);
    const rights: Rights = seen.write && this.room.tooLarge ? { write: false, why: 'too-large' } : seen;
    const before = this.rights;
    this.rights = rights;
    const first = this.lookedAt === 0;
    this.lookedAt = at;
    if (!rights.write && before.write) this.readOnlySince = at;
    if (first || JSON.stringify(before) === JSON.stringify(rights)) return;
    this.send(writeRights(rights));
    if (rights.write) this.askForAll();
  }

  private receive(frame: Uint8Array) {
    if (!this.open) return;
    if (frame.length > largestFrame) return this.close(closeCode.tooLarge, 'too-large');
    this.spend(frame.length);
    this.frames.push(frame);
    if (this.frames.length > mostWaiting) this.socket.pause();
    if (!this.pumping) this.pump().catch((error) => this.fail(error));
  }

  /** Whoever sends too much is read more slowly. */
  private spend(bytes: number) {
    const { framesEachSecond, bytesEachSecond } = this.limits;
    const now = Date.now();
    const seconds = (now - this.tokens.at) / 1_000;
    this.tokens = {
      frames: Math.min(this.tokens.frames + seconds * framesEachSecond, framesEachSecond * 2) - 1,
      bytes: Math.min(this.tokens.bytes + seconds * bytesEachSecond, bytesEachSecond * 2) - bytes,
      at: now,
    };
    const debt = Math.max(-this.tokens.frames / framesEachSecond, -this.tokens.bytes / bytesEachSecond);
    if (debt > 0 && !this.socket.isPaused) {
      this.socket.pause();
      setTimeout(() => this.socket.resume(), debt * 1_000 + 10).unref();
    }
  }

  private async pump() {
    if (this.pumping || !this.room.pages.has(this)) return;
    this.pumping = true;
    try {
      for (let frame = this.frames[0]; frame; frame = this.frames[0]) {
        const age = Date.now() - this.lookedAt;
        if (isWrite(frame) && age > rightMs) await this.freshLook();
        else if (isWrite(frame) && age > lookAheadMs) this.lookOnce().catch(() => undefined);
        if (++this.burst > mostEachTick) await this.nextTick();
        if (!this.open) return;
        this.frames.shift();
        this.handle(frame);
      }
      if (this.tokens.frames >= 0 && this.tokens.bytes >= 0) this.socket.resume();
    } finally {
      this.pumping = false;
    }
  }

  /** Lets the others have their turn. */
  private async nextTick() {
    await new Promise((resolve) => setImmediate(resolve));
    this.burst = 0;
  }

  /** Nobody writes on a right that could not be looked up. */
  private async freshLook() {
    while (this.open)
      try {
        return await this.look();
      } catch {
        this.socket.pause();
        await new Promise((resolve) => setTimeout(resolve, rightMs));
        this.socket.resume();
      }
  }

  private handle(frame: Uint8Array) {
    try {
      const violation = this.understand(new Reader(frame));
      if (violation) this.refuse(violation);
    } catch (error) {
      if (!(error instanceof Malformed)) throw error;
      this.refuse('malformed');
    }
  }

  private understand(reader: Reader): Violation | 'read-only' | 'unknown-message' | undefined {
    switch (reader.uint()) {
      case message.sync: {
        const step = reader.uint();
        const content = rest(reader);
        if (step === sync.step1) return void this.room.answer(this, readStateVector(content));
        if (step !== sync.step2 && step !== sync.update) return 'unknown-message';
        return this.write(content, step === sync.step2);
      }
      case message.awareness:
        return this.room.hear(this, readAwareness(rest(reader)));
      case message.query:
        return void this.room.introduce(this);
      default:
        return 'unknown-message';
    }
  }

  private write(update: Uint8Array, step2: boolean) {
    this.writes++;
    if (!this.rights.write) {
      const { why } = this.rights;
      if (why === 'read-only' && Date.now() - this.readOnlySince > graceMs) return why;
      this.drop();
      return undefined;
    }
    const { waiting } = this;
    this.waiting = step2 ? waiting.filter(({ dropped }) => !dropped) : [...waiting];
    this.waiting.push({ writes: this.writes, done: false });
    const outcome = this.room.write(this, update, step2);
    if (outcome !== 'early') {
      if (step2 && !outcome) this.becomeSynced();
      return outcome;
    }
    this.waiting = waiting;
    this.drop();
    if (step2) this.waitForOthers();
    return undefined;
  }

  /** Until a step 2 brings it again, nothing that comes later counts as stored. */
  private drop() {
    this.synced = false;
    if (!this.waiting.at(-1)?.dropped) this.waiting.push({ writes: this.writes, done: false, dropped: true });
  }

  private becomeSynced() {
    this.synced = true;
    clearTimeout(this.early?.timer);
    this.early = undefined;
  }

  /** Its copy stands on edits of others that did not come here yet. */
  private waitForOthers() {
    const since = this.early?.since ?? Date.now();
    if (Date.now() - since > waitForOthersMs) return this.close(closeCode.conflict, 'conflict');
    clearTimeout(this.early?.timer);
    const timer = setTimeout(() => this.open && this.askForAll(), askAgainMs).unref();
    this.early = { since, timer };
  }

  private askForAll() {
    this.send(syncFrame(sync.step1, this.room.stateVector()));
  }

  private fail(error: unknown) {
    this.failed(error);
    this.close(1011, 'failed');
  }

  private refuse(why: Violation | 'read-only' | 'unknown-message') {
    this.visitor.refused(why);
    this.close(closeCode.refused, why);
  }
}

function rest(reader: Reader) {
  const length = reader.uint();
  const from = reader.at;
  reader.skip(length);
  if (reader.at !== reader.bytes.length) throw new Malformed('Something follows its end.');
  return reader.bytes.subarray(from, reader.at);
}
