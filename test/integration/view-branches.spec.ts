import type { BranchMerged, ViewCommitted } from '@pgai/contracts/views.js';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type Stack, startStack } from '../support/app.ts';
import { type Shop, startShop } from '../support/shop.ts';
import { bodyOf, column, contentOfColumns, startViews } from '../support/views.ts';

let stack: Stack;
let shop: Shop;
let views: Awaited<ReturnType<typeof startViews>>;

beforeAll(async () => {
  [stack, shop] = await Promise.all([startStack(), startShop(inject('postgresUrl'))]);
  views = await startViews(stack, shop);
});
afterAll(async () => {
  await stack.stop();
  await shop.drop();
});

const called = (alias: string | null, ...more: object[]) =>
  contentOfColumns(column('c1', 'name', alias), ...more);
const id = column('c2', 'item_id', 'id');

/** A view with a branch `trial`, and a commit of each. */
async function forked(main: object, trial: object) {
  const { ada, made, edit } = views;
  const view = await made();
  await ada.post(`${view}/branches`, { name: 'trial' });
  for (const [branch, content] of [
    ['main', main],
    ['trial', trial],
  ] as const) {
    await edit(view, content, branch);
    await ada.post(`${view}/commit`, { branch });
  }
  return view;
}
const merge = async (view: string, more: object = {}, branch = 'trial') =>
  bodyOf<BranchMerged>(await views.ada.post(`${view}/branches/${branch}/merge`, more));

describe('a branch', () => {
  it('begins where the other is, and goes its own way', async () => {
    const { ada, one } = views;
    const view = await forked(called('label'), called(null, id));
    const { revision } = bodyOf<ViewCommitted>(await ada.post(`${view}/commit`, { branch: 'trial' }));

    expect((await one(view, revision)).branch_list).toMatchObject([
      { name: 'main', head: 2 },
      { name: 'trial', head: 3, base: 1, from: 'main', created_by: ada.id },
    ]);
    expect((await ada.post(`${view}/branches`, { name: 'trial' })).body.code).toBe('branch-exists');
    expect((await ada.post(`${view}/branches`, { name: 'No' })).body.code).toBe('invalid-input');
  });

  it('is removed with its draft, and its name is free again', async () => {
    const { ada, draft, one } = views;
    const view = await forked(called('label'), called('title'));
    const { body } = await ada.post(`${view}/branches/trial/remove`);
    expect((await one(view, body.revision)).branch_list).toHaveLength(1);
    expect((await ada.post(`${view}/commit`, { branch: 'trial' })).body.code).toBe('branch-not-found');
    expect((await ada.post(`${view}/branches/main/remove`)).body.code).toBe('main-branch');

    await ada.post(`${view}/branches`, { name: 'trial' });
    const { commit } = bodyOf<ViewCommitted>(await ada.post(`${view}/commit`, { branch: 'trial' }));
    expect(commit).toBe(2);
    expect(await draft(view, 'trial')).not.toMatchObject({ content: called('title') });
  });
});

describe('merging', () => {
  it('of different parts asks nothing, and brings the draft along', async () => {
    const { draft, one } = views;
    const view = await forked(called('label'), called(null, id));
    const merged = await merge(view);
    const now = await one(view, merged.revision);

    expect(merged).toMatchObject({ merged: true, commit: 4, conflicts: [] });
    expect(now.content).toEqual(called('label', id));
    expect(await draft(view)).toEqual({ content: called('label', id) });
    expect(await merge(view)).toMatchObject({ merged: true, commit: 4, revision: merged.revision });
  });

  it('leaves to whoever is editing what they are at', async () => {
    const { draft, edit } = views;
    const view = await forked(called(null), called(null, id));
    await edit(view, called('typing'));
    await merge(view);
    expect(await draft(view)).toEqual({ content: called('typing', id) });
  });

  it('of the same part is one conflict with both values, and then changes nothing else', async () => {
    const { one } = views;
    const view = await forked(called('label'), called('title'));
    const asked = await merge(view);

    expect(asked).toMatchObject({
      merged: false,
      commit: null,
      conflicts: [{ base: null, ours: 'label', theirs: 'title', words: { base: 'nothing', ours: 'label' } }],
    });
    expect((await one(view, asked.revision)).content).toEqual(called('label'));
    const [event] = (await stack.store.read(`view-${view.split('/').at(-1)}`)).slice(-1);
    expect(event).toMatchObject({ type: 'MergeConflictRaised', data: { branch: 'trial', into: 'main' } });

    const resolutions = Object.fromEntries(asked.conflicts.map(({ key }) => [key, 'theirs']));
    const done = await merge(view, { resolutions });
    expect(done).toMatchObject({ merged: true });
    expect((await one(view, done.revision)).content).toEqual(called('title'));
  });

  it('goes both ways, from the newest commit that both have', async () => {
    const { ada, edit, one } = views;
    const view = await forked(called('label'), called(null, id));
    await merge(view, { into: 'trial' }, 'main');
    await edit(view, called('title', id), 'trial');
    await ada.post(`${view}/commit`, { branch: 'trial' });
    const merged = await merge(view);
    expect(merged).toMatchObject({ merged: true, conflicts: [] });
    expect((await one(view, merged.revision)).content).toEqual(called('title', id));
  });

  it('into itself, or of what is not there, is refused', async () => {
    const view = await forked(called('label'), called('title'));
    expect(await merge(view, { into: 'trial' })).toMatchObject({ code: 'same-branch' });
    expect(await merge(view, {}, 'nowhere')).toMatchObject({ code: 'branch-not-found' });
    expect(await merge(view, { resolutions: { constructor: 'theirs', toString: 'ours' } })).toMatchObject({
      merged: false,
    });
  });
});
