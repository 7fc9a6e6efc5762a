import { DocumentStore } from '@pgai/collab/document-store.js';
import type { ViewPresence } from '@pgai/contracts/view-presence.js';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import * as Y from 'yjs';
import { ReadModelNotices } from '../../apps/api/src/platform/read-model-notices.js';
import { type Stack, startStack } from '../support/app.ts';
import { draftOf, happened } from '../support/draft.ts';
import { DraftPage } from '../support/draft-page.ts';
import { joinTeam } from '../support/join-team.ts';
import { Person } from '../support/person.ts';

let stack: Stack;
let ada: Person;
let grace: Person;
let team: string;
const pages: DraftPage[] = [];
beforeAll(async () => {
  stack = await startStack({ apis: 2 });
  [ada, grace] = await Promise.all([stack.person('Ada'), stack.person('Grace')]);
  team = await ada.team('Meridian');
  await joinTeam(stack, team, grace.id, 'viewer');
  await stack.caughtUp();
});
afterEach(() => {
  for (const page of pages.splice(0)) page.leave();
});
afterAll(() => stack.stop());

/** A page of this person, served by one of the API processes. */
function open(person: Person, name: string, api = 0, doc?: Y.Doc) {
  const page = new DraftPage(stack.urls[api]!, name, person.cookie, doc);
  pages.push(page);
  return page;
}
const opened = (...args: Parameters<typeof open>) => open(...args).synced();

describe('a draft', () => {
  it('is one for two pages on two API processes, also what came before the second', async () => {
    const { name } = await draftOf(stack, team);
    const one = await opened(ada, name, 0);
    one.sql.insert(0, 'select 1');
    await one.whenSaved();
    const two = await opened(ada, name, 1);
    await two.whenSql('select 1');

    two.sql.insert(8, ', 2');
    one.sql.insert(0, '-- both\n');
    await Promise.all([one, two].map((page) => page.whenSql('-- both\nselect 1, 2')));
    await Promise.all([one, two].map((page) => page.whenSaved()));

    expect(Y.encodeStateAsUpdate(one.doc)).toEqual(Y.encodeStateAsUpdate(two.doc));
  });

  it('takes in what was typed offline', async () => {
    const { name } = await draftOf(stack, team);
    const [one, two] = [await opened(ada, name, 0), await opened(ada, name, 0)];
    one.sql.insert(0, 'select 1');
    await two.whenSql('select 1');

    one.provider.disconnect();
    one.sql.insert(8, ', 2');
    two.sql.delete(0, 6);
    two.sql.insert(0, 'SELECT');
    await two.whenSaved();
    one.provider.connect();

    await Promise.all([one, two].map((page) => page.whenSql('SELECT 1, 2')));
    await Promise.all([one, two].map((page) => page.whenSaved()));
  });

  it('goes on after the database has cut its connections', async () => {
    const { name } = await draftOf(stack, team);
    const [one, two] = [await opened(ada, name, 0), await opened(ada, name, 1)];
    one.sql.insert(0, 'select 1');
    await two.whenSql('select 1');

    await stack.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where application_name like 'pgai-api%' and query not like 'LISTEN "socket%' and datname = current_database()`,
    );
    one.sql.insert(8, ', 2');
    two.sql.insert(0, '-- cut\n');

    await Promise.all([one, two].map((page) => page.whenSql('-- cut\nselect 1, 2')));
    await Promise.all([one, two].map((page) => page.whenSaved()));
  });

  it('tells a long edit to other processes too', async () => {
    const { name } = await draftOf(stack, team);
    const [one, two] = [await opened(ada, name, 0), await opened(ada, name, 1)];
    const long = 'x'.repeat(100_000);

    one.sql.insert(0, long);

    await two.whenSql(long);
  });
});

describe('a page whose copy stands on what no server has', () => {
  it('is not saved until whoever wrote that has come back', async () => {
    const { name, view_id } = await draftOf(stack, team);
    const joan = await stack.person('Joan');
    await joinTeam(stack, team, joan.id, 'developer');
    await stack.caughtUp();
    const [one, two] = [await opened(ada, name, 0), await opened(joan, name, 1)];
    one.sql.insert(0, 'select 1');
    await one.whenSaved();
    await two.whenSql('select 1');
    for (const page of [one, two]) page.provider.disconnect();
    one.sql.insert(8, ', 2'); // as if the process had died between sending it on and storing it
    Y.applyUpdate(two.doc, Y.encodeStateAsUpdate(one.doc), two.provider);
    two.sql.insert(11, ', 3');

    two.provider.connect();
    await two.synced();
    const stored = () => stack.apps[0]!.get(DocumentStore).load({ view_id, branch: 'main' });
    const third = await opened(ada, name, 1);
    expect(two.saved).toBe(false);
    expect((await stored()).getText('sql').toString()).toBe('select 1');

    one.provider.connect();
    await Promise.all([one, two, third].map((page) => page.whenSql('select 1, 2, 3')));
    await Promise.all([one, two].map((page) => page.whenSaved()));
    expect(Y.encodeStateAsUpdate(await stored())).toEqual(Y.encodeStateAsUpdate(two.doc));
  });
});

it('a draft that nobody has opened begins as its branch', async () => {
  const { name } = await draftOf(stack, team, 'select 42');
  await stack.caughtUp();

  const pages = await Promise.all([0, 1, 0, 1].map((api) => opened(ada, name, api)));

  await Promise.all(pages.map((page) => page.whenSql('select 42')));
});

it('a draft that is removed sends its pages away', async () => {
  const { name, view_id } = await draftOf(stack, team);
  const pages = [await opened(ada, name, 0), await opened(ada, name, 1)];

  await stack.apps[0]!.get(DocumentStore).remove({ view_id, branch: 'main' });

  expect(await Promise.all(pages.map((page) => page.whenClosed()))).toEqual([4404, 4404]);
});

it('an edit by the server reaches open pages on every process', async () => {
  const { name, view_id } = await draftOf(stack, team);
  const pages = [await opened(ada, name, 0), await opened(ada, name, 1)];
  const documents = stack.apps[0]!.get(DocumentStore);

  await documents.change({ view_id, branch: 'main' }, ada.id, (doc) =>
    doc.getText('sql').insert(0, 'select 7'),
  );

  await Promise.all(pages.map((page) => page.whenSql('select 7')));
});

describe('who is there', () => {
  it('is known to all, by the names the server knows', async () => {
    const { name } = await draftOf(stack, team);
    const [one, two] = [await opened(ada, name, 0), await opened(grace, name, 1)];

    two.provider.awareness.setLocalState({ user: { name: 'Ada', color: '#ff0000' }, node: 'c1' });

    const seen = () => one.provider.awareness.getStates().get(two.doc.clientID);
    await vi.waitUntil(seen, { interval: 5 });
    expect(seen()).toEqual({ user: { id: grace.id, name: 'Grace', color: '#ff0000' }, node: 'c1' });

    two.leave();
    await vi.waitUntil(() => !seen(), { timeout: 5_000, interval: 5 });
  });

  it('is shown in lists, to the team alone, and a list hears of it', async () => {
    const { name, view_id } = await draftOf(stack, team);
    await stack.caughtUp();
    const heard = new Promise((resolve) =>
      stack.apps[1]!.get(ReadModelNotices).on(
        'moved',
        (n) => n.model === 'view-presence' && n.id === view_id && resolve(n),
      ),
    );
    const page = await opened(ada, name, 0);
    page.provider.awareness.setLocalState({ node: 'c1' });
    const listed = async (person: Person, api: number, of = team) => {
      const mine = Object.assign(new Person(stack.urls[api]!), { cookie: person.cookie });
      const { body } = await mine.get(`/api/teams/${of}/view-presence`);
      return (body as unknown as ViewPresence).data;
    };

    expect(await heard).toMatchObject({ team_id: team, id: view_id });
    const there = [{ view_id, branch: 'main', people: [{ user_id: ada.id, name: 'Ada' }] }];
    await vi.waitFor(async () => expect(await listed(grace, 1)).toEqual(there), 5_000);
    expect(await listed(ada, 0)).toEqual(there);
    const eve = await stack.person('Eve');
    expect(await listed(eve, 0, await eve.team('Other'))).toEqual([]);

    page.leave();
    await vi.waitFor(async () => expect(await listed(grace, 1)).toEqual([]), 5_000);
  });

  it('is shown again after coming back', async () => {
    const { name } = await draftOf(stack, team);
    const [one, two] = [await opened(ada, name, 0), await opened(ada, name, 0)];
    two.provider.awareness.setLocalState({ node: 'c1' });
    const seen = () => one.provider.awareness.getStates().has(two.doc.clientID);
    await vi.waitUntil(seen, { interval: 5 });

    two.provider.disconnect();
    await vi.waitUntil(() => !seen(), { timeout: 5_000, interval: 5 });
    two.provider.connect();

    await vi.waitUntil(seen, { timeout: 5_000, interval: 5 });
  });
});

describe('a right', () => {
  it('to look is none to write', async () => {
    const { name } = await draftOf(stack, team);
    const [one, two] = [await opened(ada, name), await opened(grace, name)];
    expect(two.rights).toEqual({ write: false, why: 'read-only' });
    one.sql.insert(0, 'select 1');
    await two.whenSql('select 1');

    two.sql.insert(0, 'not hers');
    expect(await two.whenClosed()).toBe(4403);

    const three = await opened(ada, name, 1);
    expect(three.sql.toString()).toBe('select 1');
  });

  it.each([
    ['nobody', 4401],
    ['a stranger', 4404],
    ['somebody of the team, to no draft', 4404],
  ])('of %s opens nothing', async (who, code) => {
    const { name, view_id } = await draftOf(stack, team);
    const person =
      who === 'nobody' ? stack.stranger() : who === 'a stranger' ? await stack.person('Eve') : ada;
    const asked = person === ada ? `view:${view_id}:other` : name;

    expect(await open(person, asked).whenClosed()).toBe(code);
  });

  it('ends at once for who signs out, is demoted or removed', async () => {
    const { name } = await draftOf(stack, team);
    const [eve, joan, mary] = await Promise.all(['Eve', 'Joan', 'Mary'].map((who) => stack.person(who)));
    for (const { id } of [eve!, joan!, mary!]) await joinTeam(stack, team, id, 'developer');
    await stack.caughtUp();
    const theirs = await Promise.all([opened(eve!, name, 0), opened(joan!, name, 1), opened(mary!, name, 1)]);
    expect(theirs.map((page) => page.rights)).toEqual(Array(3).fill({ write: true }));

    await eve!.post('/api/auth/sign-out');
    expect(
      (await ada.post(`/api/teams/${team}/members/${joan!.id}/change-role`, { role: 'viewer' })).status,
    ).toBe(200);
    expect((await ada.post(`/api/teams/${team}/members/${mary!.id}/remove`, {})).status).toBe(200);
    await theirs[0]!.whenClosed();
    await theirs[2]!.whenClosed();
    await vi.waitUntil(() => theirs[1]!.rights?.write === false, { interval: 5 });

    expect(theirs.map(({ closed }) => closed)).toEqual([4401, undefined, 4404]);
  });

  it('rests while the view is locked, and what was typed meanwhile is saved after', async () => {
    const { name, view_id } = await draftOf(stack, team);
    const page = await opened(ada, name);
    const until = new Date(Date.now() + 60_000).toISOString();
    const owner = { kind: 'user' as const, id: grace.id };
    await happened(stack, team, view_id, {
      type: 'ViewLocked',
      data: { owner, until, reason: 'deploying' },
    });
    page.sql.insert(0, 'select 1');
    await vi.waitUntil(() => page.rights?.write === false, { timeout: 3_000, interval: 5 });
    page.sql.insert(8, ', 2');
    expect(page.rights).toEqual({ write: false, why: 'locked', by: 'Grace', until });

    await happened(stack, team, view_id, { type: 'ViewUnlocked', data: {} });

    await page.whenSaved();
    await (await opened(ada, name, 1)).whenSql('select 1, 2');
  });
});
