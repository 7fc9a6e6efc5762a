import { randomUUID } from 'node:crypto';
import { admit, type Violation } from './admit.js';
import type { Append, Notice } from './append-queue.js';
import { type Presence, writeAwareness } from './awareness.js';
import { type DocumentName, documentName } from './document-name.js';
import type { Stored } from './document-store.js';
import { awarenessFrame, syncFrame, updateFrame, withBlocks, writeStateVector } from './frames.js';
import { join } from './join.js';
import { Known } from './known.js';
import type { Page } from './page.js';
import { PresenceList, type Present } from './presence.js';
import { sync } from './protocol.js';
import { type Scan, scan } from './scan.js';
import { sharedFrame } from './shared-frame.js';

/** A part of the document; what is not stored yet survives a reload. */
type Part = { scan: Scan; stored: boolean };
type Pending = { scan: Scan; clients: number[]; from?: { page: Page; writes: number } };

export type RoomOptions = {
  append: (append: Append) => Promise<void>;
  /** what is stored of the document */
  read: () => Promise<Stored>;
  compact: () => Promise<void>;
  /** who came, moved or went here */
  present: (entries: Present[]) => void;
  tell: (notice: Omit<Notice, 'from'>) => void;
  failed: (error: unknown, what: string) => void;
  /** this room is not to be trusted any more */
  lost: (error: unknown) => void;
};

const compactAfter = { parts: 500, bytes: 524_288 };
const compactEveryMs = 5_000;
const largestDocument = 16_777_216;
const presenceEveryMs = 40;
const longestNotice = 5_000;
/** Updates of so long are stored as one, a while before anybody could wonder whether they are. */
const storeEveryMs = 8;

/**
 * A document that is open in this process. It is never decoded: what comes in is looked over, kept as it came, merged
 * with the rest of its tick, sent to all as one frame, and stored.
 */
export class Room {
  readonly pages = new Set<Page>();
  emptySince = Date.now();
  private readonly known = new Known();
  private readonly owners = new Map<number, string>();
  private readonly presence = new PresenceList(
    (client) => this.owners.get(client),
    () => this.schedule(),
  );
  private parts: Part[] = [];
  private pending: Pending[] = [];
  private unstored: Pending[] = [];
  private storing: NodeJS.Timeout | undefined;
  private scheduled = false;
  private telling: NodeJS.Timeout | undefined;
  private appending = 0;
  private appended = 0;
  private appendedBytes = 0;
  private compactedAt = 0;
  private compacting = false;
  readonly ready: Promise<void>;
  private noticed: Promise<void>;

  constructor(
    readonly name: DocumentName,
    private readonly options: RoomOptions,
    open: Promise<void>,
  ) {
    this.ready = open.then(() => this.reload());
    this.noticed = this.ready;
    this.ready.then(() => options.tell({ ...name, ask: true })).catch(() => undefined);
  }

  get idle() {
    return (
      this.pages.size === 0 &&
      this.appending === 0 &&
      this.pending.length === 0 &&
      !this.storing &&
      !this.compacting
    );
  }

  get tooLarge() {
    return this.parts.reduce((sum, part) => sum + part.scan.bytes.length, 0) > largestDocument;
  }

  /** What is stored, in place of what this process has of it; open pages get what they lack. */
  async reload() {
    const before = new Set(this.parts.filter(({ stored }) => stored));
    const { parts, owners } = await this.options.read();
    const read = parts.map((bytes) => ({ scan: scan(bytes), stored: true }));
    const news = read.filter((part) => this.known.lacks(part.scan));
    this.parts = [...read, ...this.parts.filter((part) => !before.has(part))];
    for (const [client, person] of owners) this.owners.set(client, person);
    for (const part of news) this.known.add(part.scan);
    if (this.pages.size > 0) for (const part of news) this.broadcast(updateFrame(part.scan.bytes));
  }

  stateVector() {
    return writeStateVector(this.known.clocks);
  }

  /** What a page lacks that has come so far. What is small comes first, so that it is whole with the step 2. */
  answer(page: Page, clocks: ReadonlyMap<number, number>) {
    this.joinTail();
    const lacking = [...this.parts, ...this.unstored]
      .map(({ scan }) => withBlocks(scan, ({ client, end }) => end > (clocks.get(client) ?? 0)))
      .filter((bytes) => bytes !== undefined);
    const [first = new Uint8Array(2), ...rest] = lacking;
    for (const update of rest) page.send(updateFrame(update));
    page.send(syncFrame(sync.step2, first));
  }

  /** @returns why the writer has to go, or whether it has to come again with all it has */
  write(page: Page, update: Uint8Array, step2: boolean): Violation | 'early' | undefined {
    const { person, synced, writes } = page;
    const found = scan(update);
    const verdict = admit(found, this.known, {
      person: person.id,
      ownerOf: (client) => this.owners.get(client) ?? this.presence.ownerOfClient(client),
      synced,
      step2,
    });
    if ('violation' in verdict) return verdict.violation;
    if ('early' in verdict) return 'early';
    if ('nothing' in verdict) page.stored([writes]);
    else {
      const { take, clients } = verdict;
      for (const client of clients) this.owners.set(client, person.id);
      this.known.add(take);
      this.pending.push({ scan: take, clients, from: { page, writes } });
      this.schedule();
    }
    return undefined;
  }

  /** @returns whether somebody speaks for somebody else */
  hear(page: Page, entries: Presence[]) {
    return this.presence.hear(page, entries);
  }

  /** Everybody there, for one page. */
  introduce(page: Page) {
    const there = this.presence.there();
    if (there.length > 0) page.send(awarenessFrame(writeAwareness(there)));
  }

  leave(page: Page) {
    this.pages.delete(page);
    this.emptySince = Date.now();
    this.presence.leave(page);
  }

  /** From another process. */
  notice(notice: Notice) {
    this.noticed = this.noticed.then(() => this.follow(notice));
    return this.noticed;
  }

  private async follow(notice: Notice) {
    const { update, update_id, clients = [], person, ask } = notice;
    if (person) for (const client of clients) if (!this.owners.has(client)) this.owners.set(client, person);
    if (update) await this.take(Buffer.from(update, 'base64'));
    else if (update_id) await this.reload();
    this.presence.hearNotice(notice);
    if (ask) this.tellPresence(this.presence.here());
  }

  forget(now: number) {
    this.presence.forget(now);
  }

  async compact() {
    if (this.compacting) return;
    this.compacting = true;
    this.appended = this.appendedBytes = 0;
    try {
      await this.options.compact();
      await this.reload();
    } catch (error) {
      this.options.failed(error, `${documentName(this.name)} was not compacted`);
    } finally {
      this.compacting = false;
    }
  }

  get worthCompacting() {
    return this.parts.length > 1;
  }

  private async take(bytes: Uint8Array) {
    const found = scan(bytes);
    if (!this.known.lacks(found)) return;
    if (found.blocks.some(({ client, clock }) => clock > this.known.clock(client))) return this.reload();
    this.known.add(found);
    this.pending.push({ scan: found, clients: [] });
    this.schedule();
  }

  private schedule() {
    if (this.scheduled) return;
    this.scheduled = true;
    setImmediate(() => {
      this.scheduled = false;
      this.guarded(() => this.flush());
    });
  }

  private guarded(work: () => void) {
    try {
      work();
    } catch (error) {
      this.options.lost(error);
    }
  }

  /** What this tick brought, to everybody. */
  private flush() {
    const pending = this.pending.splice(0);
    if (pending.length > 0) {
      this.broadcast(updateFrame(join(pending.map(({ scan }) => scan))));
      this.unstored.push(...pending);
      this.storing ??= setTimeout(() => this.guarded(() => this.store()), storeEveryMs);
    }
    const presence = this.presence.frame();
    if (presence) this.broadcast(presence);
    if (this.presence.movedHereToo)
      this.telling ??= setTimeout(() => {
        this.telling = undefined;
        const entries = this.presence.takeMovedHere();
        this.options.present(entries);
        this.tellPresence(entries);
      }, presenceEveryMs).unref();
  }

  /** As many in one notice as it is long enough for. */
  private tellPresence(entries: Present[]) {
    for (let rest = entries; rest.length > 0; ) {
      let [count, length] = [0, 0];
      for (const { state } of rest) {
        length += Buffer.byteLength(JSON.stringify(state)) + 200;
        if (count > 0 && length > longestNotice) break;
        count++;
      }
      const told = rest.slice(0, count);
      rest = rest.slice(count);
      this.options.tell({
        ...this.name,
        awareness: told.map(({ client, clock, state }) => ({ client, clock, state })),
        people: Object.fromEntries(told.map(({ client, person: { id, name } }) => [client, [id, name]])),
      });
    }
  }

  /** Stores what came from here, by whom it came, and says so to them. */
  store() {
    clearTimeout(this.storing);
    this.storing = undefined;
    const pending = this.unstored.splice(0);
    const byPerson = new Map<string, [Pending, ...Pending[]]>();
    for (const one of pending) {
      const person = one.from?.page.person.id;
      if (person === undefined) this.parts.push({ scan: one.scan, stored: true });
      else {
        const theirs = byPerson.get(person);
        if (theirs) theirs.push(one);
        else byPerson.set(person, [one]);
      }
    }
    for (const [person, theirs] of byPerson) {
      const content = join(theirs.map(({ scan }) => scan));
      const part = { scan: theirs.length > 1 ? scan(content) : theirs[0].scan, stored: false };
      this.parts.push(part);
      this.appending++;
      this.appended++;
      this.appendedBytes += content.length;
      this.options
        .append({
          ...this.name,
          update_id: randomUUID(),
          person,
          content,
          clients: theirs.flatMap((one) => one.clients),
        })
        .then(() => {
          part.stored = true;
          for (const [page, writes] of writesByPage(theirs)) page.stored(writes);
        })
        // what is not stored must not be taken for known by pages that come again
        .catch((error) => this.options.lost(error))
        .finally(() => {
          this.appending--;
          if (this.large) void this.compact();
        });
    }
  }

  /** What came since the snapshot as one part, for whoever comes now. */
  private joinTail() {
    const tail = this.parts.slice(1).filter(({ stored }) => stored);
    if (tail.length < 2) return;
    const joined = { scan: scan(join(tail.map((part) => part.scan))), stored: true };
    const rest = this.parts.filter((part, at) => at === 0 || !part.stored);
    this.parts = [...rest, joined];
  }

  private broadcast(frame: Uint8Array) {
    const shared = sharedFrame(frame);
    for (const page of this.pages) page.sendShared(shared);
  }

  private get large() {
    const now = Date.now();
    if (this.appended < compactAfter.parts && this.appendedBytes < compactAfter.bytes) return false;
    if (now - this.compactedAt < compactEveryMs) return false;
    this.compactedAt = now;
    return true;
  }
}

function writesByPage(pending: readonly Pending[]) {
  const byPage = new Map<Page, number[]>();
  for (const { from } of pending) {
    if (!from) continue;
    const writes = byPage.get(from.page);
    if (writes) writes.push(from.writes);
    else byPage.set(from.page, [from.writes]);
  }
  return byPage;
}
