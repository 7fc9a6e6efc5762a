import { ViewContent } from '@pgai/contracts/view-definition.js';
import { expect, it } from 'vitest';
import * as Y from 'yjs';
import { check } from '../definition/check.js';
import { mentions } from '../definition/mentions.js';
import { contentOf, writeContent } from './content.js';
import { doAnything } from './testing/anything.js';
import { type Dice, dice, Peer, Room } from './testing/room.js';
import { undoFor } from './undo.js';

/** More for a night; a schedule that failed is run alone by its seed. */
const schedules = Number(process.env.PGAI_SCHEDULES ?? 500);
const first = Number(process.env.PGAI_FIRST_SCHEDULE ?? 1);
const steps = 50;

it(
  `ends alike on every side, with a definition or the faults of one, in ${schedules} schedules`,
  () => {
    const seen = { valid: 0, faulty: 0, kills: 0 };
    for (let seed = first; seed < first + schedules; seed++) {
      const all = dice(seed);
      const { room, kills } = runSchedule(all);
      const final = room.load();
      const bytes = bytesOf(final);
      for (const { name, doc } of room.peers) expect(bytesOf(doc), `seed ${seed}, ${name}`).toEqual(bytes);
      for (const update of room.acknowledged) Y.applyUpdate(final, update);
      expect(bytesOf(final), `seed ${seed}: an acknowledged update is missing`).toEqual(bytes);
      seen[verdict(final, seed)]++;
      seen.kills += kills;
    }
    expect(seen.valid).toBeGreaterThan(0);
    expect(seen.faulty).toBeGreaterThan(0);
    expect(seen.kills).toBeGreaterThan(0);
  },
  Math.max(60_000, schedules * 200),
);

function runSchedule(all: Dice) {
  const { below, pick } = all;
  const peers = Array.from({ length: 3 + below(3) }, (_, index) => new Peer(`peer ${index}`, index + 1));
  const undos = new Map(peers.map((peer) => [peer, undoFor(peer.doc, peer.name)]));
  for (const undo of undos.values()) undo.captureTimeout = 0;
  const room = new Room(peers);
  let kills = 0;
  for (let step = 0; step < steps; step++) {
    const peer = pick(peers);
    if (!peer) break;
    const chance = below(40);
    if (chance < 16) doAnything(peer.doc, peer.name, all);
    else if (chance < 18) undos.get(peer)?.undo();
    else if (chance < 20) undos.get(peer)?.redo();
    else if (chance < 22) peer.line = null;
    else if (chance < 25) room.connect(peer);
    else if (chance === 25 && below(3) === 0) kills = killed(room, kills);
    else if (chance === 26) room.change((doc) => restore(doc, peer.doc));
    else if (chance === 27) room.compact();
    else room.deliver(peer, all);
  }
  room.settle(all);
  for (const undo of undos.values()) undo.destroy();
  return { room, kills };
}

function killed(room: Room, kills: number) {
  room.die();
  return kills + 1;
}

/** The server makes the draft what somebody's page shows just now. */
function restore(doc: Y.Doc, shown: Y.Doc) {
  const read = contentOf(shown);
  if ('content' in read) writeContent(doc, read.content);
}

/** What a document holds, without what only this copy of it remembers of deleted things. */
function bytesOf(doc: Y.Doc): Uint8Array {
  const clean = new Y.Doc();
  Y.applyUpdate(clean, Y.encodeStateAsUpdate(doc));
  return Y.encodeStateAsUpdate(clean);
}

/** Whatever came out of it is a content of the right shape; and what speaks of nothing is told by its node. */
function verdict(doc: Y.Doc, seed: number): 'valid' | 'faulty' {
  const read = contentOf(doc);
  if ('faults' in read) throw new Error(`seed ${seed}: ${JSON.stringify(read.faults)}`);
  const { content } = read;
  expect(ViewContent.parse(content)).toEqual(content);
  if (content.profile === 'sql') return 'valid';
  const { tables, parameters, ...lists } = content.query;
  const there = new Set([
    ...tables.map(({ id }) => `tables/${id}`),
    ...parameters.map(({ id }) => `parameters/${id}`),
  ]);
  const faults = check(content.query);
  const nodes = [lists.joins, lists.columns, lists.filters, lists.grouping, lists.ordering].flat();
  for (const node of nodes)
    if (![...mentions(node)].every((end) => there.has(end)))
      expect(faults, `seed ${seed}`).toContainEqual(
        expect.objectContaining({ severity: 'error', place: { node: node.id } }),
      );
  return faults.some(({ severity }) => severity === 'error') ? 'faulty' : 'valid';
}
