import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { admit } from './admit.js';
import { join } from './join.js';
import { Known } from './known.js';
import { Malformed } from './reader.js';
import { scan } from './scan.js';

/** What pages do to a draft, by client. */
const edits = fc.array(
  fc.record({
    page: fc.integer({ min: 0, max: 2 }),
    kind: fc.constantFrom('type', 'erase', 'put', 'drop', 'map', 'sync'),
    at: fc.nat(40),
    text: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 }),
    value: fc.jsonValue({ maxDepth: 3 }).filter((value) => !JSON.stringify(value).includes('__proto__')),
  }),
  { maxLength: 40 },
);
type Edit = { page: number; kind: string; at: number; text: string; value: unknown };

/** All updates in the order a server would get them, each with the client it came from. */
function played(script: readonly Edit[]) {
  const docs = [1, 2, 3].map((client) => {
    const doc = new Y.Doc();
    doc.clientID = client;
    return doc;
  });
  const updates: { client: number; update: Uint8Array }[] = [];
  for (const doc of docs)
    doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== 'server') updates.push({ client: doc.clientID, update });
    });
  for (const { page, kind, at, text, value } of script) {
    const doc = docs[page]!;
    const [sql, nodes] = [doc.getText('sql'), doc.getMap('columns')];
    const key = text === '__proto__' ? 'x' : text;
    if (kind === 'type') sql.insert(Math.min(at, sql.length), text);
    else if (kind === 'erase')
      sql.delete(Math.min(at, sql.length), Math.min(3, sql.length - Math.min(at, sql.length)));
    else if (kind === 'put') nodes.set(key, value);
    else if (kind === 'map') nodes.set(key, new Y.Map([['alias', value]]));
    else if (kind === 'drop') nodes.delete(key);
    else for (const { update } of [...updates]) Y.applyUpdate(doc, update, 'server');
  }
  return updates;
}

const rights = { ownerOf: (client: number) => String(client), synced: true, step2: false };

describe('what pages really send', () => {
  it('is admitted, and known as Yjs has it', () => {
    fc.assert(
      fc.property(edits, (script) => {
        const [known, doc] = [new Known(), new Y.Doc()];
        for (const { client, update } of played(script)) {
          const verdict = admit(scan(update), known, { ...rights, person: String(client) });
          expect(verdict).not.toHaveProperty('violation');
          expect(verdict).not.toHaveProperty('early');
          if ('take' in verdict) known.add(verdict.take);
          Y.applyUpdate(doc, update);
          expect(known.lacks(scan(update))).toBe(false);
        }
        expect(known.clocks).toEqual(Y.decodeStateVector(Y.encodeStateVector(doc)));
        expect(known.lacks(scan(Y.encodeStateAsUpdate(doc)))).toBe(false);
      }),
      { numRuns: 300 },
    );
  });
});

describe('updates as one', () => {
  it('say what they say one after the other', () => {
    fc.assert(
      fc.property(edits, fc.integer({ min: 1, max: 9 }), (script, each) => {
        const scans = played(script).map(({ update }) => scan(update));
        const [single, joined] = [new Y.Doc(), new Y.Doc()];
        const parts: Uint8Array[] = [];
        for (let at = 0; at < scans.length; at += each) parts.push(join(scans.slice(at, at + each)));
        for (const { bytes } of scans) Y.applyUpdate(single, bytes);
        for (const part of parts) Y.applyUpdate(joined, part);
        expect(joined.store.pendingStructs).toBeNull();
        expect(Y.encodeStateAsUpdate(joined)).toEqual(Y.encodeStateAsUpdate(single));
        if (parts.length === 0) return;
        const again = new Y.Doc();
        Y.applyUpdate(again, Y.mergeUpdates([join(parts.map(scan)), ...parts]));
        expect(Y.encodeStateAsUpdate(again)).toEqual(Y.encodeStateAsUpdate(single));
      }),
      { numRuns: 300 },
    );
  });
});

/** A generator with a seed: mutations that can be had again. */
const random = (seed: number) => () => {
  seed = (seed + 0x6d2b79f5) | 0;
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
};

function mutated(update: Uint8Array, next: () => number) {
  const bytes = [...update];
  for (let n = 1 + Math.floor(next() * 3); n > 0; n--) {
    const at = Math.floor(next() * bytes.length);
    const byte = next() < 0.5 ? Math.floor(next() * 256) : [0, 1, 127, 128, 255][Math.floor(next() * 5)]!;
    const how = next();
    if (how < 0.6) bytes[at] = byte;
    else if (how < 0.8) bytes.splice(at, 0, byte);
    else bytes.splice(at, 1 + Math.floor(next() * 3));
  }
  return Uint8Array.from(bytes);
}

describe('a mutated update', () => {
  it('is refused, or harms nobody', () => {
    const script = fc.sample(edits, { numRuns: 30, seed: 7 });
    const next = random(23);
    const rounds = Number(process.env.COLLAB_MUTATIONS ?? 50_000) / script.length;
    let taken = 0;
    for (const edit of script) {
      const updates = played(edit);
      const last = updates.pop();
      if (!last) continue;
      const known = new Known();
      for (const { update } of updates) known.add(scan(update));
      const before = Y.mergeUpdates([Uint8Array.of(0, 0), ...updates.map(({ update }) => update)]);
      for (let n = 0; n < rounds; n++) {
        const update = mutated(last.update, next);
        let verdict: ReturnType<typeof admit>;
        try {
          verdict = admit(scan(update), known, { ...rights, person: String(last.client) });
        } catch (error) {
          expect(error).toBeInstanceOf(Malformed);
          continue;
        }
        if (!('take' in verdict)) continue;
        taken++;
        const doc = new Y.Doc();
        Y.applyUpdate(doc, before);
        const clocks = Y.decodeStateVector(Y.encodeStateVector(doc));
        Y.applyUpdate(doc, verdict.take.bytes);
        expect(doc.store.pendingStructs).toBeNull();
        expect(doc.store.pendingDs).toBeNull();
        for (const [client, clock] of Y.decodeStateVector(Y.encodeStateVector(doc)))
          if (client !== last.client) expect(clock).toBe(clocks.get(client));
        Y.mergeUpdates([before, verdict.take.bytes]);
      }
    }
    expect(taken).toBeGreaterThan(100);
  });
});
