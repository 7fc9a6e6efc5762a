import { randomUUID } from 'node:crypto';
import type {
  CommitDetail,
  CommitList,
  RollbackImpact,
  VersionDetail,
  VersionDiff,
  VersionList,
  VersionTagged,
  ViewCommitted,
} from '@pgai/contracts/views.js';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type Stack, startStack } from '../support/app.ts';
import { joinTeam } from '../support/join-team.ts';
import type { Person } from '../support/person.ts';
import { type Shop, startShop } from '../support/shop.ts';
import { bodyOf, column, contentOfColumns, problemOf, startViews } from '../support/views.ts';

let stack: Stack;
let shop: Shop;
let views: Awaited<ReturnType<typeof startViews>>;
let grace: Person;

const name = column('c1', 'name');
const id = column('c2', 'item_id', 'id');

beforeAll(async () => {
  [stack, shop] = await Promise.all([startStack(), startShop(inject('postgresUrl'))]);
  views = await startViews(stack, shop);
  grace = await stack.person('Grace');
  await joinTeam(stack, views.team, grace.id, 'developer');
});
afterAll(async () => {
  await stack.stop();
  await shop.drop();
});

const commit = async (view: string, ...columns: object[]) => {
  await views.edit(view, contentOfColumns(...columns));
  return bodyOf<ViewCommitted>(await views.ada.post(`${view}/commit`, { message: 'Columns' }));
};
const tag = async (view: string, more: object = {}) =>
  bodyOf<VersionTagged>(await views.ada.post(`${view}/versions`, more));
const diff = async (view: string, a: string, b: string) =>
  bodyOf<VersionDiff>(await views.ada.get(`${view}/versions/${a}/diff/${b}`));

describe('a commit', () => {
  it('keeps what the draft holds, and names everybody who had a hand in it since the last one', async () => {
    const { ada, edit, made, one } = views;
    const view = await made();
    await edit(view, contentOfColumns(name, id), 'main', grace);
    const first = bodyOf<ViewCommitted>(await ada.post(`${view}/commit`, { message: 'The id too' }));
    await edit(view, contentOfColumns(id), 'main', ada);
    const second = bodyOf<ViewCommitted>(await ada.post(`${view}/commit`, {}));
    await one(view, second.revision);

    const { data } = bodyOf<CommitList>(await ada.get(`${view}/commits?branch=main`));
    expect(data).toMatchObject([
      { commit: 3, parent: 2, contributors: [ada.id], content_hash: second.content_hash },
      { commit: 2, parent: 1, contributors: [grace.id], message: 'The id too', by: ada.id },
      { commit: 1, parent: null },
    ]);
    const kept = bodyOf<CommitDetail>(await ada.get(`${view}/commits/2`));
    expect(kept).toMatchObject({ content: contentOfColumns(name, id), content_hash: first.content_hash });
    expect((await ada.get(`${view}/commits/9`)).body.code).toBe('commit-not-found');
  });

  it('of what means nothing is refused with its faults and its authors, and changes nothing', async () => {
    const { ada, edit, made } = views;
    const view = await made();
    await edit(view, contentOfColumns(name, column('c3', 'weight')), 'main', ada);
    await edit(view, contentOfColumns(name, column('c3', 'height')), 'main', grace);
    const refused = problemOf(await ada.post(`${view}/commit`, {}));

    expect(refused).toMatchObject({
      status: 422,
      code: 'definition-invalid',
      faults: [{ severity: 'error', place: { node: 'c3' } }],
    });
    expect(refused.hint).toMatch(/Ada and Grace|Grace and Ada/);
    expect(await stack.store.read(`view-${view.split('/').at(-1)}`)).toHaveLength(1);
  });

  it('asked for by three at once is one', async () => {
    const { ada, edit, made } = views;
    const view = await made();
    await edit(view, contentOfColumns(id));
    const answers = await Promise.all([1, 2, 3].map(() => ada.post(`${view}/commit`, {})));
    expect(answers.map((answer) => bodyOf<ViewCommitted>(answer).commit)).toEqual([2, 2, 2]);
    expect(await stack.store.read(`view-${view.split('/').at(-1)}`)).toHaveLength(2);
  });

  it('is gone back to by an edit of the draft', async () => {
    const { ada, draft, made } = views;
    const view = await made();
    await commit(view, name, id);
    expect((await ada.post(`${view}/restore`, { commit: 1 })).status).toBe(200);
    expect(await draft(view)).toEqual({ content: contentOfColumns(name) });
    expect((await ada.post(`${view}/restore`, { commit: 5 })).body.code).toBe('commit-not-found');
  });
});

describe('a version', () => {
  it('takes the bump that its changes ask for', async () => {
    const { ada, made, one } = views;
    const view = await made();
    const first = await tag(view, { notes: 'The first' });
    await commit(view, name, id);
    const second = await tag(view);
    await commit(view, id);
    const third = await tag(view);

    expect([first, second, third]).toMatchObject([
      { version: '1.0.0', changes: [] },
      { version: '1.1.0', bump: 'minor', proposed: 'minor' },
      { version: '2.0.0', bump: 'major', changes: [{ breaking: true }] },
    ]);
    const view2 = await one(view, third.revision);
    expect(view2).toMatchObject({ version: '2.0.0', schema: 'v2', ahead: 0 });
    const { data } = bodyOf<VersionList>(await ada.get(`${view}/versions`));
    expect(data.map(({ version }) => version)).toEqual(['2.0.0', '1.1.0', '1.0.0']);
    expect(data[2]).toMatchObject({ notes: 'The first', by: ada.id, restores: null });
  });

  it('holds what it held, whatever becomes of the view', async () => {
    const { ada, made } = views;
    const view = await made();
    await tag(view);
    await commit(view, id);
    const { revision } = await tag(view);
    await views.one(view, revision);
    const detail = bodyOf<VersionDetail>(await ada.get(`${view}/versions/1.0.0`));
    expect(detail).toMatchObject({
      version: '1.0.0',
      content: contentOfColumns(name),
      columns: [{ name: 'name', node: 'c1' }],
      sql: expect.stringContaining('name'),
    });
    expect((await ada.get(`${view}/versions/7.0.0`)).body.code).toBe('version-not-found');
  });

  it('smaller than its changes ask for has a reason', async () => {
    const { ada, made } = views;
    const view = await made();
    await tag(view);
    await commit(view, id);
    const refused = await ada.post(`${view}/versions`, { bump: 'patch' });
    expect(refused.body.code).toBe('bump-too-small');
    const accepted = await tag(view, { bump: 'patch', reason: 'Nobody reads it yet' });
    expect(accepted).toMatchObject({ version: '1.0.1', bump: 'patch', proposed: 'major' });
  });

  it('of nothing new, or by a viewer, is refused', async () => {
    const { ada, made } = views;
    const view = await made();
    await tag(view);
    expect((await ada.post(`${view}/versions`, {})).body.code).toBe('version-unchanged');
    const vera = await stack.person('Vera');
    await joinTeam(stack, views.team, vera.id, 'viewer');
    expect((await vera.post(`${view}/versions`, {})).body.code).toBe('not-permitted');
  });

  it('made by two at once is made once', async () => {
    const { ada, made } = views;
    const view = await made();
    const answers = await Promise.all([1, 2, 3].map(() => ada.post(`${view}/versions`, {})));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
  });

  it('is compared with another one and with what is being edited', async () => {
    const { edit, made } = views;
    const view = await made();
    await tag(view);
    await commit(view, name, id);
    const { revision } = await tag(view);
    await views.one(view, revision);
    await edit(view, contentOfColumns(id));

    const between = await diff(view, '1.0.0', '1.1.0');
    expect(between).toMatchObject({ from: '1.0.0', to: '1.1.0', proposed: 'minor' });
    expect(between.nodes).toMatchObject([{ key: 'columns/c2', change: 'added', before: null }]);
    expect(between.to_sql).toContain('item_id');
    expect(await diff(view, '1.1.0', 'draft')).toMatchObject({ proposed: 'major' });
    expect(await diff(view, '1.0.0', '1.0.0')).toMatchObject({ proposed: null, changes: [], nodes: [] });
    expect(await diff(view, '1.0.0', 'draft:nowhere')).toMatchObject({ code: 'branch-not-found' });
    expect(await diff(view, '1.0.0', 'drafts')).toMatchObject({ code: 'invalid-input' });
  });
});

describe('going back to a version', () => {
  it('shows first what it changes, makes a new one, and brings the draft along', async () => {
    const { ada, draft, made, one } = views;
    const view = await made();
    await tag(view);
    await commit(view, name, id);
    await tag(view);

    const impact = bodyOf<RollbackImpact>(await ada.get(`${view}/versions/1.0.0/impact`));
    expect(impact).toMatchObject({
      version: '1.0.0',
      becomes: '2.0.0',
      changes: [{ breaking: true, subject: 'id' }],
      analysis: { valid: true },
    });
    const answer = await ada.post(`${view}/versions/1.0.0/rollback`, { notes: 'Too early' });
    const back = bodyOf<VersionTagged>(answer);
    const now = await one(view, back.revision);

    expect(answer.status).toBe(201);
    expect(back).toMatchObject({ version: '2.0.0', bump: 'major' });
    expect(now).toMatchObject({ version: '2.0.0', ahead: 0, content: contentOfColumns(name) });
    expect(now.versions).toMatchObject([{ restores: '1.0.0', commit: 3, notes: 'Too early' }, {}, {}]);
    expect(await draft(view)).toEqual({ content: contentOfColumns(name) });
    expect((await ada.post(`${view}/versions/2.0.0/rollback`, {})).body.code).toBe('version-unchanged');
  });

  it('sent twice with one Idempotency-Key is done once', async () => {
    const { ada, made } = views;
    const view = await made();
    const twice = async (path: string) => {
      const key = { 'idempotency-key': randomUUID() };
      const [first, again] = [
        await ada.post(`${view}/${path}`, {}, key),
        await ada.post(`${view}/${path}`, {}, key),
      ];
      expect(first.status).toBe(201);
      expect(again.body).toEqual(first.body);
    };
    await twice('versions');
    await commit(view, name, id);
    await twice('versions');
    await twice('versions/1.0.0/rollback');
    await stack.caughtUp();
    expect(bodyOf<VersionList>(await ada.get(`${view}/versions`)).data).toHaveLength(3);
  });
});
