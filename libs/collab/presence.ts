import type { Violation } from './admit.js';
import type { Notice } from './append-queue.js';
import { type Person, type Presence, signed, writeAwareness } from './awareness.js';
import { awarenessFrame } from './frames.js';
import type { Page } from './page.js';

/** A cursor, and behind which page of this process it is; without one it is of another process. */
export type Present = Presence & { person: Person; page?: Page; seenAt: number };

const forgottenAfterMs = 35_000;
const mostOfOnePage = 20;

/** Who is there. A client is of the first who showed it, and speaks for nobody else. */
export class PresenceList {
  private readonly all = new Map<number, Present>();
  private moved = new Set<number>();
  private movedHere = new Set<number>();

  constructor(
    private readonly ownerOf: (client: number) => string | undefined,
    private readonly changed: () => void,
  ) {}

  ownerOfClient(client: number) {
    return this.all.get(client)?.person.id;
  }

  /** @returns whether somebody speaks for somebody else */
  hear(page: Page, entries: Presence[]): Violation | undefined {
    for (const { client, clock, state } of entries) {
      const entry = this.all.get(client);
      const owner = entry?.person.id ?? this.ownerOf(client);
      if (entry && (entry.clock > clock || (entry.clock === clock && entry.page !== page))) {
        // came back before it was found missing: a page that hears of its end says that it is there
        if (owner === page.person.id && !entry.state) page.send(awarenessFrame(writeAwareness([entry])));
        continue; // y-websocket repeats what it hears of others
      }
      if (owner !== undefined && owner !== page.person.id) {
        if (state) return 'foreign-client';
        continue;
      }
      if (!entry && (state === null || this.countOf(page) >= mostOfOnePage)) continue;
      this.put({ client, clock, state: state && signed(state, page.person), person: page.person, page });
    }
    return undefined;
  }

  leave(page: Page) {
    for (const { page: of, client, clock, person } of this.all.values())
      if (of === page) {
        this.put({ client, clock: clock + 1, state: null, person });
        this.movedHere.add(client);
      }
  }

  /** From another process. */
  hearNotice({ awareness = [], people = {} }: Notice) {
    for (const { client, clock, state } of awareness) {
      const [id, name] = people[client] ?? ['', ''];
      const entry = this.all.get(client);
      if (!entry?.page && (entry?.clock ?? -1) < clock)
        this.put({ client, clock, state, person: { id, name } });
    }
  }

  there() {
    return [...this.all.values()].filter(({ state }) => state);
  }

  here() {
    return this.there().filter(({ page }) => page);
  }

  /** What moved since it was asked last, as a frame for all. */
  frame() {
    const entries = this.take(this.moved);
    return entries.length > 0 ? awarenessFrame(writeAwareness(entries)) : undefined;
  }

  get movedHereToo() {
    return this.movedHere.size > 0;
  }

  takeMovedHere() {
    return this.take(this.movedHere);
  }

  /** People of other processes who were not heard of for a while. */
  forget(now: number) {
    for (const { page, seenAt, state, client, clock, person } of this.all.values())
      if (!page && now - seenAt > forgottenAfterMs) {
        if (state) this.put({ client, clock, state: null, person });
        else this.all.delete(client);
      }
  }

  private countOf(page: Page) {
    let count = 0;
    for (const entry of this.all.values()) if (entry.page === page) count++;
    return count;
  }

  private put(entry: Omit<Present, 'seenAt'>) {
    this.all.set(entry.client, { ...entry, seenAt: Date.now() });
    this.moved.add(entry.client);
    if (entry.page) this.movedHere.add(entry.client);
    this.changed();
  }

  private take(clients: Set<number>) {
    const entries = [...clients].flatMap((client) => this.all.get(client) ?? []);
    clients.clear();
    return entries;
  }
}
