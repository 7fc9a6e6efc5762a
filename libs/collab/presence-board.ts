import type { Person, Presence } from './awareness.js';
import { type DocumentName, documentName } from './document-name.js';

type Seen = { person: Person; at: number };
type Entry = Presence & { person: Person };

const forgottenAfterMs = 35_000;

/** Who has which document open, here and in other processes, as far as they tell; for lists of documents. */
export class PresenceBoard {
  private readonly documents = new Map<string, { name: DocumentName; seen: Map<number, Seen> }>();

  /** @returns whether other people are there now */
  hear(name: DocumentName, entries: readonly Entry[]): boolean {
    const key = documentName(name);
    const { view_id, branch } = name;
    const document = this.documents.get(key) ?? { name: { view_id, branch }, seen: new Map() };
    const before = peopleOf(document.seen);
    for (const { client, state, person } of entries)
      if (state) document.seen.set(client, { person, at: Date.now() });
      else document.seen.delete(client);
    if (document.seen.size > 0) this.documents.set(key, document);
    else this.documents.delete(key);
    const after = peopleOf(document.seen);
    return before.size !== after.size || [...after.keys()].some((id) => !before.has(id));
  }

  /** All that are open, and by whom. */
  all() {
    return [...this.documents.values()].map(({ name, seen }) => ({
      ...name,
      people: [...peopleOf(seen)].map(([id, name]) => ({ id, name })),
    }));
  }

  forget(now: number) {
    for (const [key, { seen }] of this.documents) {
      for (const [client, { at }] of seen) if (now - at > forgottenAfterMs) seen.delete(client);
      if (seen.size === 0) this.documents.delete(key);
    }
  }
}

const peopleOf = (seen: ReadonlyMap<number, Seen>) =>
  new Map([...seen.values()].map(({ person }) => [person.id, person.name]));
