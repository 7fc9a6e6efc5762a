import { createHash, randomUUID } from 'node:crypto';
import { DocumentStore } from '@pgai/collab/document-store.js';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import * as Y from 'yjs';
import { type Stack, startStack } from '../support/app.ts';
import { draftOf } from '../support/draft.ts';
import { DraftPage } from '../support/draft-page.ts';
import { joinTeam } from '../support/join-team.ts';
import type { Person } from '../support/person.ts';
import { awarenessOf, bytes, RawPage, step2Of, updateOf } from '../support/raw-page.ts';

let stack: Stack;
let ada: Person;
let mallory: Person;
let viewer: Person;
let team: string;
const pages: { leave(): void }[] = [];
beforeAll(async () => {
  stack = await startStack();
  [ada, mallory, viewer] = (await Promise.all(
    ['Ada', 'Mallory', 'Vera'].map((who) => stack.person(who)),
  )) as [Person, Person, Person];
  team = await ada.team('Meridian');
  await joinTeam(stack, team, mallory.id, 'developer');
  await joinTeam(stack, team, viewer.id, 'viewer');
  await stack.caughtUp();
});
afterEach(() => {
  for (const page of pages.splice(0)) page.leave();
});
afterAll(() => stack.stop());

const tracked = <T extends { leave(): void }>(page: T) => {
  pages.push(page);
  return page;
};
const open = (person: Person, name: string) =>
  tracked(new DraftPage(stack.url, name, person.cookie)).synced();
const raw = (person: Person, name: string) =>
  tracked(new RawPage(stack.url, `/collab/${name}`, { cookie: person.cookie })).opened();

/** What is stored of a draft, as every process would read it. */
async function hashOf(view_id: string) {
  const doc = await stack.apps[0]!.get(DocumentStore).load({ view_id, branch: 'main' });
  return createHash('sha256').update(Y.encodeStateAsUpdate(doc)).digest('hex');
}

/** A draft with something in it, by Ada, who has it open. */
async function written() {
  const { name, view_id } = await draftOf(stack, team);
  const page = await open(ada, name);
  page.sql.insert(0, 'select 1');
  await page.whenSaved();
  return { name, view_id, page, victim: page.doc.clientID };
}

const refusalsOf = async ({ id }: Person) => {
  await stack.caughtUp();
  const rows = await stack.query(
    `select data->>'code' as code, data->>'resource_id' as view from read.ledger_entry
     where action = 'CommandRefused' and actor_id = $1 order by position`,
    [id],
  );
  return rows.map(({ code, view }) => ({ code, view }));
};

describe('a guess at a name', () => {
  it.each([
    ['of another team', async () => (await draftOf(stack, await ada.team('Other'))).name, 4404],
    ['that is not there', async () => `view:${randomUUID()}:main`, 4404],
    ['of a branch that is not there', async () => `${(await draftOf(stack, team)).name}2`, 4404],
    ['in capitals', async () => (await draftOf(stack, team)).name.toUpperCase(), 4404],
    ['with a percent sign', async () => (await draftOf(stack, team)).name.replace('view', '%76iew'), 4404],
    ['with a way up', async () => `x%2f..%2f${(await draftOf(stack, team)).name}`, 4404],
    ['that is empty', async () => '', 4404],
    ['of 10 kB', async () => 'x'.repeat(10_000), 4404],
  ])('%s gets not one byte', async (_, nameOf, code) => {
    const page = tracked(new RawPage(stack.url, `/collab/${await nameOf()}`, { cookie: mallory.cookie }));

    expect(await page.closed).toBe(code);
    expect(page.frames).toEqual([]);
  });

  it.each<[string, Record<string, string>, number]>([
    ['without a session', {}, 4401],
    ['with a session that never was', { cookie: 'pgai_session=x' }, 4401],
    ['from a page of another site', { origin: 'https://evil.example' }, 403],
  ])('%s gets not one byte', async (_, headers, code) => {
    const { name } = await draftOf(stack, team);
    const cookie = code === 403 ? { cookie: ada.cookie } : undefined;
    const page = tracked(new RawPage(stack.url, `/collab/${name}`, { ...cookie, ...headers }));

    expect(await page.closed).toBe(code);
    expect(page.frames).toEqual([]);
  });

  it('beside all documents is not found', async () => {
    const page = tracked(new RawPage(stack.url, '/collaborate', { cookie: ada.cookie }));
    expect(await page.closed).toBe(404);
  });
});

/** What a page of this client would send for its first edit. */
function anEdit(text = 'x') {
  const doc = new Y.Doc();
  doc.getText('sql').insert(0, text);
  return Y.encodeStateAsUpdate(doc);
}

describe('somebody who may only look', () => {
  it.each([
    ['a step 2', () => step2Of(anEdit()), 'read-only'],
    ['an update', () => updateOf(anEdit()), 'read-only'],
    ['an empty update', () => updateOf(bytes(0, 0)), 'read-only'],
    ['a cursor of somebody else', (victim: number) => awarenessOf(victim, 99, { sql: 1 }), 'foreign-client'],
    ['an update in another encoding', () => updateOf(Y.encodeStateAsUpdateV2(new Y.Doc())), 'read-only'],
    ['a message of no kind', () => bytes(99, 'stateless'), 'unknown-message'],
    ['a message of the server', () => bytes(4, 1), 'unknown-message'],
    ['an empty message', () => new Uint8Array(0), 'malformed'],
    ['a text', () => 'hello', 'malformed'],
  ])('is turned out for %s, and it is told', async (_, frame, code) => {
    const { name, view_id, page, victim } = await written();
    page.provider.awareness.setLocalState({ here: true });
    const before = await hashOf(view_id);
    const vera = await raw(viewer, name);
    await vi.waitUntil(() => vera.frames.length > 1, { interval: 5 });

    vera.send(frame(victim));

    expect(await vera.closed).toBe(4403);
    expect(await hashOf(view_id)).toBe(before);
    expect((await refusalsOf(viewer)).at(-1)).toEqual({ code, view: view_id });
    expect(page.provider.awareness.getLocalState()).toEqual({ here: true });
  });
});

const me = 4_242;
const largest = Number.MAX_SAFE_INTEGER;
const root = [1, 'sql'] as const;
/** A struct of the text `sql`, its parent named. */
const struct = (kind: number, ...content: Parameters<typeof bytes>) => bytes([kind], ...root, ...content);
const one = (client: number, clock: number, ...content: Uint8Array[]) =>
  Uint8Array.from([...bytes(1, content.length, client, clock), ...content.flatMap((part) => [...part]), 0]);

describe('a bomb or a forgery', () => {
  it.each<[string, string, (victim: number) => Uint8Array]>([
    ['a gap for somebody else, of 10⁹', 'foreign-client', (victim) => one(victim, 8, bytes([0], 1e9))],
    ['an edit in the name of somebody else', 'foreign-client', (victim) => one(victim, 8, struct(4, 'x'))],
    ['a gap of 2⁵³ of one’s own', 'clock-jump', () => one(me, 0, bytes(0, largest))],
    ['a skip', 'clock-jump', () => one(me, 0, bytes(10, 2 ** 40))],
    ['something deleted of 2⁵³', 'clock-jump', () => one(me, 0, struct(1, largest))],
    ['a beginning in the middle', 'clock-jump', () => one(me, 1_000, struct(4, 'x'))],
    [
      'the deletion of everything to come',
      'unknown-reference',
      (victim) => bytes(0, 1, victim, 1, 0, 2 ** 52),
    ],
    [
      'an edit beside something that is not there',
      'unknown-reference',
      () => one(me, 0, bytes([132], 77, 7, 'x')),
    ],
    ['an edit that stands on itself', 'malformed', () => one(me, 0, bytes([132], me, 0, 'x'))],
    ['2⁵⁰ structs', 'malformed', () => bytes(1, 2 ** 50, me, 0)],
    ['2⁵⁰ clients', 'malformed', () => bytes(2 ** 50)],
    ['2⁵⁰ deletions', 'malformed', () => bytes(0, 1, me, 2 ** 50)],
    ['a text that is longer than itself', 'malformed', () => one(me, 0, struct(4, 2 ** 40))],
    ['a text that is none', 'malformed', () => one(me, 0, Uint8Array.from([...struct(4), 2, 0xff, 0xfe]))],
    [
      'a value 100,000 deep',
      'malformed',
      () =>
        one(
          me,
          0,
          Uint8Array.from([...struct(8, 1), ...new Uint8Array(200_000).map((_, at) => (at % 2 ? 1 : 117))]),
        ),
    ],
    ['a key that is no key', 'malformed', () => one(me, 0, bytes([40], 1, 'columns', '__proto__', 1, [126]))],
    ['a document in the document', 'malformed', () => one(me, 0, struct(9, 'guid', [118, 0]))],
    ['an XML element', 'malformed', () => one(me, 0, struct(7, 3, 'script'))],
    ['a client that Yjs has not', 'malformed', () => one(2 ** 40, 0, struct(4, 'x'))],
    [
      '100,000 clients',
      'too-many-clients',
      () =>
        Uint8Array.from([
          ...bytes(100_000),
          ...Array.from({ length: 100_000 }, (_, n) => [...bytes(1, 10_000 + n, 0, 0, 1)]).flat(),
          0,
        ]),
    ],
  ])('like %s is refused, and the others go on', async (_, code, bomb) => {
    const { name, view_id, page, victim } = await written();
    const other = await written();
    const before = await hashOf(view_id);
    const attacker = await raw(mallory, name);
    attacker.send(step2Of(bytes(0, 0)));

    attacker.send(updateOf(bomb(victim)));
    other.page.sql.insert(0, '-- goes on\n');

    expect(await attacker.closed).toBe(4403);
    await other.page.whenSaved();
    expect(await hashOf(view_id)).toBe(before);
    expect((await refusalsOf(mallory)).at(-1)).toEqual({ code, view: view_id });

    page.sql.insert(8, ', 2');
    await page.whenSaved();
    expect((await open(ada, name)).sql.toString()).toBe('select 1, 2');
  });

  it('of 5 MB of awareness closes its socket alone', async () => {
    const { name, page } = await written();
    const attacker = await raw(mallory, name);

    attacker.send(awarenessOf(me, 1, 'x'.repeat(5_000_000)));

    expect(await attacker.closed).toBe(4413);
    page.sql.insert(8, ', 2');
    await page.whenSaved();
  });

  it('cannot take a client of somebody else after a restart of the room', async () => {
    const { name, view_id, page, victim } = await written();
    page.leave();
    const attacker = await raw(mallory, name);
    const before = await hashOf(view_id);
    attacker.send(step2Of(one(victim, 8, struct(4, 'x'))));
    attacker.send(updateOf(one(victim, 8, struct(4, 'x'))));

    expect(await attacker.closed).toBe(4403);
    expect(await hashOf(view_id)).toBe(before);
  });

  it('of 20,000 edits of one byte is slow for who sends it, and for nobody else', async () => {
    const [{ name }, other] = [await written(), await written()];
    const attacker = await raw(mallory, name);
    for (let n = 0; n < 20_000; n++)
      attacker.send(updateOf(one(me, n, n ? bytes([132], me, n - 1, 'x') : struct(4, 'x'))));
    for (let n = 0; n < 20; n++) {
      other.page.sql.insert(0, String(n));
      await other.page.whenSaved();
    }
  });
});

it('who asks for everything again and again does not get it faster than it reads', async () => {
  const { name, page } = await written();
  page.sql.insert(0, 'x'.repeat(1_000_000));
  await page.whenSaved();
  const attacker = await raw(mallory, name);
  for (let n = 0; n < 5_000; n++) attacker.send(Uint8Array.of(0, 0, 1, 0));

  page.sql.insert(0, 'on ');
  await page.whenSaved();
});
