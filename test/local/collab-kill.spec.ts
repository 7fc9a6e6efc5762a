import { DocumentStore } from '@pgai/collab/document-store.js';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import * as Y from 'yjs';
import { type Stack, startStack } from '../support/app.ts';
import { draftOf } from '../support/draft.ts';
import { DraftPage } from '../support/draft-page.ts';
import type { Person } from '../support/person.ts';
import { freePort, startProcess } from '../support/processes.ts';

let stack: Stack;
let ada: Person;
let team: string;
const ports: string[] = [];
const apis: Awaited<ReturnType<typeof startProcess>>[] = [];
const start = async (at: number) => {
  apis[at] = await startProcess('api', { ...stack.environment, PORT: ports[at]! });
};

beforeAll(async () => {
  stack = await startStack();
  ada = await stack.person('Ada');
  team = await ada.team('Meridian');
  ports.push(await freePort(), await freePort());
  await Promise.all([start(0), start(1)]);
});
afterAll(async () => {
  await Promise.all(apis.map((api) => api.kill()));
  await stack.stop();
});

/** Somebody who types words that come once, and notes which of them the page has shown as saved. */
class Typist {
  readonly saved = new Set<string>();
  private typed: string[] = [];
  private timer: NodeJS.Timeout;

  constructor(
    readonly page: DraftPage,
    private readonly name: string,
  ) {
    this.timer = setInterval(() => this.type(), 15);
  }

  stop() {
    clearInterval(this.timer);
  }

  private type() {
    const { saved, sql, provider } = this.page;
    if (saved) for (const word of this.typed) this.saved.add(word);
    if (!saved && provider.wsconnected) return; // so that there is a moment in which all is shown as saved
    const word = `${this.name}${this.typed.length};`;
    sql.insert(this.typed.length % 2 ? sql.length : 0, word);
    this.typed.push(word);
  }
}

it('keeps what was shown as saved, whichever process dies while six people type', async () => {
  const { name, view_id } = await draftOf(stack, team);
  const pages = [0, 1, 0, 1, 0, 1].map((api) => new DraftPage(apis[api]!.url, name, ada.cookie));
  await Promise.all(pages.map((page) => page.synced()));
  const typists = pages.map((page, at) => new Typist(page, 'abcdef'[at]!));
  const allAreSavedAnew = async () => {
    const before = typists.map(({ saved }) => saved.size);
    await vi.waitUntil(() => typists.every(({ saved }, at) => saved.size > before[at]! + 3), {
      timeout: 40_000,
      interval: 5,
    });
  };

  for (const victim of [0, 1]) {
    await allAreSavedAnew();
    pages[5]!.provider.disconnect(); // offline, and goes on typing
    await apis[victim]!.kill();
    await start(victim);
    pages[5]!.provider.connect();
  }
  await allAreSavedAnew();
  for (const typist of typists) typist.stop();
  await Promise.all(pages.map((page) => page.whenSaved()));
  const text = () => pages[0]!.sql.toString();
  await Promise.all(
    pages.map((page) => vi.waitUntil(() => page.sql.toString() === text(), { timeout: 5_000, interval: 5 })),
  );

  const stored = await stack.apps[0]!.get(DocumentStore).load({ view_id, branch: 'main' });
  const bytes = Y.encodeStateAsUpdate(stored);
  for (const { doc } of pages) expect(Y.encodeStateAsUpdate(doc)).toEqual(bytes);
  const words = new Set(
    stored
      .getText('sql')
      .toString()
      .split(';')
      .map((word) => `${word};`),
  );
  for (const { saved } of typists) expect([...saved].filter((word) => !words.has(word))).toEqual([]);
  for (const page of pages) page.leave();
}, 120_000);
