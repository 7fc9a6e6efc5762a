import { describe, it } from 'vitest';
import { given } from '../testing/given.js';
import { as, branched, committed, created, holding, later, locked, tagged } from '../testing/open-orders.js';
import type { ViewEvent } from './events.js';
import { type ViewCommand, view } from './view.js';

const create: ViewCommand = {
  type: 'CreateView',
  connection_id: 'shop',
  name: 'open_orders',
  imported_from: null,
  ...holding('a'),
  ...as('developer'),
};
const commit = (hash: string, more: object = {}): ViewCommand => ({
  type: 'CommitDraft',
  branch: 'main',
  message: '',
  contributors: ['ada'],
  ...holding(hash),
  ...as('developer'),
  ...more,
});
const archived: ViewEvent = { type: 'ViewArchived', data: {} };

describe('making a view', () => {
  it('records what it holds', () => given(view).when(create).decides(created));
  it('happens once', () => given(view, created).when(create).refused('view-exists'));
  it('is not for viewers', () =>
    given(view)
      .when({ ...create, ...as('viewer') })
      .refused('not-permitted'));
  it('in SQL needs a permission of its own', () => {
    const limits = [{ permission: 'views:create', conditions: [] }] as const;
    const by = { kind: 'api_key', id: 'ci', role: 'developer', limits } as const;
    given(view)
      .when({ ...create, by, ...holding('a', 'sql') })
      .refused('not-permitted');
    given(view)
      .when({ ...create, by })
      .decides(created);
  });
  it('larger than an event is refused', () => {
    const content = { profile: 'nocode' as const, description: '', sql: 'é'.repeat(300_000) };
    given(view)
      .when({ ...create, content })
      .refused('content-too-large');
  });
  it.each(['a\0b', 'half \ud83d pair'])('with text no database takes is refused: %j', (text) =>
    given(view)
      .when({ ...create, content: { profile: 'nocode', description: text } })
      .refused('content-not-text'),
  );
});

describe('a commit', () => {
  it('is counted over all branches and comes from the head of its own', () =>
    given(view, created, branched('totals', 1), committed('totals', 2, [1], 'b'))
      .when(commit('c'))
      .decides(committed('main', 3, [1], 'c')));
  it('of the same meaning is none', () => given(view, created).when(commit('a')).decides());
  it('of the same meaning with another description is news of the view', () =>
    given(view, created)
      .when(commit('a', { content: { profile: 'nocode', description: 'Open ones' } }))
      .decides({ type: 'ViewDescribed', data: { description: 'Open ones' } }));
  it('needs its branch', () =>
    given(view, created)
      .when(commit('b', { branch: 'totals' }))
      .refused('branch-not-found'));
  it('is not for another team', () =>
    given(view, created)
      .when(commit('b', { team_id: 'eve' }))
      .refused('view-not-found'));
});

describe('an archived view', () => {
  const gone = given(view, created, branched('totals', 1), archived);
  it.each<[string, ViewCommand]>([
    ['update', { type: 'UpdateView', name: 'other', ...as('owner') }],
    ['commit', commit('b')],
    ['branch', { type: 'CreateBranch', branch: 'x', from: 'main', ...as('owner') }],
    ['lock', { type: 'LockView', until: later, reason: 'x', ...as('owner') }],
    ['archive', { type: 'ArchiveView', ...as('owner') }],
  ])('takes no %s', (_, command) => gone.when(command).refused('view-archived'));
});

describe('branches', () => {
  const branch = (name: string, from = 'main'): ViewCommand => ({
    type: 'CreateBranch',
    branch: name,
    from,
    ...as('developer'),
  });
  const merge = (more: object = {}): ViewCommand => ({
    type: 'MergeBranch',
    branch: 'totals',
    into: 'main',
    theirs: 2,
    ours: 1,
    message: '',
    contributors: ['ada'],
    conflicts: [],
    ...holding('b'),
    ...as('developer'),
    ...more,
  });
  const ahead = [created, branched('totals', 1), committed('totals', 2, [1], 'b')];

  it('begin at a head, once', () => {
    given(view, created).when(branch('totals')).decides(branched('totals', 1));
    given(view, ...ahead)
      .when(branch('totals'))
      .refused('branch-exists');
    given(view, created).when(branch('x', 'totals')).refused('branch-not-found');
  });
  it('are at most fifty', () => {
    const many = Array.from({ length: 49 }, (_, i) => branched(`b${i}`, 1));
    given(view, created, ...many)
      .when(branch('totals'))
      .refused('too-many-branches');
  });
  it('merge into a commit with two parents', () =>
    given(view, ...ahead)
      .when(merge())
      .decides({
        type: 'ViewBranchMerged',
        data: {
          merged: 'totals',
          branch: 'main',
          commit: 3,
          parents: [1, 2],
          ...holding('b'),
          message: '',
          contributors: ['ada'],
          conflicts: [],
        },
      }));
  it('that brought nothing merge into nothing', () =>
    given(view, created, branched('totals', 1))
      .when(merge({ theirs: 1 }))
      .decides());
  it('that moved while they were merged have to be merged again', () =>
    given(view, ...ahead, committed('main', 3, [1], 'c'))
      .when(merge())
      .refused('branch-moved'));
  it('do not merge into themselves', () =>
    given(view, ...ahead)
      .when(merge({ into: 'totals' }))
      .refused('same-branch'));
  it('can be removed, but main', () => {
    const remove = (name: string): ViewCommand => ({
      type: 'RemoveBranch',
      branch: name,
      ...as('developer'),
    });
    given(view, ...ahead)
      .when(remove('totals'))
      .decides({ type: 'ViewBranchRemoved', data: { branch: 'totals' } });
    given(view, ...ahead)
      .when(remove('main'))
      .refused('main-branch');
  });
});

describe('a version', () => {
  const tag = (more: object = {}): ViewCommand => ({
    type: 'TagVersion',
    branch: 'main',
    commit: 1,
    since: null,
    bump: undefined,
    proposed: 'minor',
    reason: undefined,
    changes: [],
    columns: [],
    notes: '',
    ...as('developer'),
    ...more,
  });
  const released = [created, ...tagged('1.0.0', 1, 'a'), committed('main', 2, [1], 'b')];
  const since = { since: '1.0.0', commit: 2 };

  it('begins with 1.0.0', () =>
    given(view, created)
      .when(tag())
      .decides(...tagged('1.0.0', 1, 'a')));
  it('takes a smaller bump for a reason only', () => {
    given(view, ...released)
      .when(tag({ ...since, bump: 'patch' }))
      .refused('bump-too-small');
    given(view, ...released)
      .when(tag({ ...since, bump: 'patch', reason: 'Nobody reads it' }))
      .decides(
        {
          type: 'ViewVersionTagged',
          data: {
            version: '1.0.1',
            commit: 2,
            content_hash: 'b',
            notes: '',
            bump: 'patch',
            proposed: 'minor',
            reason: 'Nobody reads it',
            restores: null,
            changes: [],
            columns: [],
          },
        },
        { type: 'ActiveViewVersionSet', data: { version: '1.0.1' } },
      );
  });
  it('that says more than an event can hold is refused', () =>
    given(view, created)
      .when(tag({ columns: [{ name: 'é'.repeat(200_000) }] }))
      .refused('version-too-large'));
  it('of nothing new is none', () =>
    given(view, created, ...tagged('1.0.0', 1, 'a'))
      .when(tag({ since: '1.0.0' }))
      .refused('version-unchanged'));
  it('is of what was looked at', () => {
    given(view, ...released)
      .when(tag({ ...since, commit: 1 }))
      .refused('branch-moved');
    given(view, ...released)
      .when(tag({ commit: 2 }))
      .refused('version-moved');
  });

  it('is gone back to by a new one', () => {
    const back: ViewCommand = {
      type: 'RollBack',
      to: '1.0.0',
      since: '1.1.0',
      proposed: 'major',
      changes: [],
      columns: [],
      notes: '',
      ...holding('a'),
      ...as('developer'),
    };
    given(view, ...released, ...tagged('1.1.0', 2, 'b'))
      .when(back)
      .decides(
        {
          type: 'ViewDraftCommitted',
          data: {
            branch: 'main',
            commit: 3,
            parents: [2],
            ...holding('a'),
            message: 'Back to 1.0.0',
            contributors: [],
          },
        },
        {
          type: 'ViewVersionTagged',
          data: {
            version: '2.0.0',
            commit: 3,
            content_hash: 'a',
            notes: '',
            bump: 'major',
            proposed: 'major',
            reason: null,
            restores: '1.0.0',
            changes: [],
            columns: [],
          },
        },
        { type: 'ActiveViewVersionSet', data: { version: '2.0.0' } },
      );
    given(view, ...released, ...tagged('1.1.0', 2, 'b'))
      .when({ ...back, to: '1.1.0' })
      .refused('version-unchanged');
  });
});

describe('a lock', () => {
  const held = given(view, created, locked('grace'));
  const lock = (id: string): ViewCommand => ({
    type: 'LockView',
    until: later,
    reason: 'Deployment',
    ...as('developer', id),
  });

  it('is set by one at a time', () => {
    given(view, created).when(lock('grace')).decides(locked('grace'));
    held.when(lock('grace')).decides(locked('grace'));
    held.when(lock('ada')).refused('view-locked');
  });
  it('keeps others from changing the view, and ends by itself', () => {
    held.when(commit('b')).refused('view-locked');
    held.when(commit('b', as('developer', 'grace'))).decides(committed('main', 2, [1], 'b'));
    held.when(commit('b', { at: later })).decides(committed('main', 2, [1], 'b'));
  });
  it('is ended by its owner or an admin', () => {
    const unlock = (role: 'developer' | 'admin', id: string): ViewCommand => ({
      type: 'UnlockView',
      ...as(role, id),
    });
    held.when(unlock('developer', 'grace')).decides({ type: 'ViewUnlocked', data: {} });
    held.when(unlock('admin', 'ada')).decides({ type: 'ViewUnlocked', data: {} });
    held.when(unlock('developer', 'ada')).refused('not-permitted');
    given(view, created).when(unlock('developer', 'ada')).decides();
  });
});
