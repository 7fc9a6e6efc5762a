import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { as, at, created, holding } from '../testing/open-orders.js';
import { ancestry, mergeBase } from './branches.js';
import { isOwner, type KnownView, lockOf, type View } from './state.js';
import { smaller } from './version-number.js';
import { type ViewCommand, type ViewEvent, view } from './view.js';

const type = <T extends string>(...types: T[]) => fc.constantFrom(...types);
const person = fc.constantFrom('ada', 'grace', 'lin');
const branch = fc.constantFrom('main', 'totals', 'taxes');
const hash = fc.constantFrom('a', 'b', 'c', 'd', 'e');
const bump = fc.constantFrom('major' as const, 'minor' as const, 'patch' as const);
const number = fc.integer({ min: 1, max: 12 });
const hour = fc.integer({ min: 0, max: 9 }).map((h) => at.replace('T01', `T0${h}`));

const by = fc.tuple(person, hour).map(([id, now]) => ({ ...as('developer', id), at: now }));
const drafted = hash.map((letter) => holding(letter));
const judged = fc.record({
  proposed: bump,
  notes: fc.constant(''),
  changes: fc.constant([]),
  columns: fc.constant([]),
});
const said = fc.constant({ message: '', contributors: [] as string[] });
const of = (...parts: fc.Arbitrary<object>[]) =>
  fc.tuple(...parts).map((found) => Object.assign({}, ...found) as ViewCommand);

const command = fc.oneof(
  { weight: 4, arbitrary: of(fc.record({ type: type('CommitDraft'), branch }), drafted, said, by) },
  of(fc.record({ type: type('CreateBranch'), branch, from: branch }), by),
  of(fc.record({ type: type('RemoveBranch'), branch }), by),
  of(
    fc.record({ type: type('MergeBranch'), branch, into: branch, conflicts: fc.constant([]) }),
    drafted,
    said,
    by,
  ),
  of(
    fc.record({ type: type('TagVersion'), branch, bump, reason: fc.constantFrom(undefined, 'Because') }),
    judged,
    by,
  ),
  of(fc.record({ type: type('RollBack'), to: number }), judged, by),
  of(fc.record({ type: type('LockView'), until: hour, reason: fc.constant('x') }), by),
  of(fc.record({ type: type('UnlockView', 'ArchiveView') }), by),
);

/** Whoever sends a command has looked: heads and the newest version are those of now. */
function looked(sent: ViewCommand, now: KnownView): ViewCommand {
  const head = (name: string) => now.branches.get(name)?.head ?? 0;
  const since = now.versions.at(-1)?.version ?? null;
  if (sent.type === 'MergeBranch') return { ...sent, theirs: head(sent.branch), ours: head(sent.into) };
  if (sent.type === 'TagVersion') return { ...sent, since, commit: head(sent.branch) };
  if (sent.type !== 'RollBack') return sent;
  const old = now.versions[Number(sent.to) % (now.versions.length + 1)];
  return { ...sent, since, to: old?.version ?? '9.9.9', ...holding(old?.content_hash ?? 'a') };
}

type Step = { sent: ViewCommand; before: KnownView; events: ViewEvent[]; after: KnownView };

function* history(commands: ViewCommand[]): Generator<Step> {
  let state: View = view.evolve(view.initial, created);
  for (const next of commands) {
    const before = state as KnownView;
    const sent = looked(next, before);
    let events: ViewEvent[];
    try {
      events = view.decide(sent, before);
    } catch {
      continue; // a refusal changes nothing
    }
    state = events.reduce(view.evolve, before);
    yield { sent, before, events, after: state as KnownView };
  }
}

const always = (name: string, holds: (step: Step) => void) =>
  it(name, () => {
    fc.assert(
      fc.property(fc.array(command, { maxLength: 40 }), (commands) => {
        for (const step of history(commands)) holds(step);
      }),
      { numRuns: 300 },
    );
  });

const parts = (version: string) => version.split('.').map(Number) as [number, number, number];

describe('whatever is asked of a view', () => {
  always('versions strictly grow, and what one holds stays', ({ before, after }) => {
    expect(after.versions.slice(0, before.versions.length)).toEqual(before.versions);
    const numbers = after.versions.map(({ version }) => parts(version));
    for (const [index, [major, minor, patch]] of numbers.entries()) {
      const [a, b, c] = numbers[index - 1] ?? [0, 0, 0];
      expect(major - a || minor - b || patch - c).toBeGreaterThan(0);
    }
    for (const { commit, content_hash } of after.versions)
      expect(after.commits.get(commit)?.content_hash).toBe(content_hash);
  });

  always('a version smaller than its changes ask for has a reason', ({ events }) => {
    for (const event of events)
      if (event.type === 'ViewVersionTagged' && smaller(event.data.bump, event.data.proposed))
        expect(event.data.reason).toBeTruthy();
  });

  always('a lock excludes everybody else until it ends', ({ sent, before, events }) => {
    const lock = lockOf(before, sent.at);
    const free = ['ViewBranched', 'ViewUnlocked'];
    if (lock && !isOwner(lock, sent.by))
      expect(events.filter(({ type: happened }) => !free.includes(happened))).toEqual([]);
  });

  always('main is there, and every head and parent is a commit made before', ({ after }) => {
    expect(after.branches.has('main')).toBe(true);
    for (const { head } of after.branches.values()) expect(after.commits.has(head)).toBe(true);
    for (const [commit, { parents }] of after.commits)
      for (const parent of parents) {
        expect(after.commits.has(parent)).toBe(true);
        expect(parent).toBeLessThan(commit);
      }
  });

  always('a merge contains what both branches had', ({ before, events, after }) => {
    for (const event of events) {
      if (event.type !== 'ViewBranchMerged') continue;
      const { commit, parents, branch: into } = event.data;
      expect(after.branches.get(into)?.head).toBe(commit);
      const found = ancestry(after, commit);
      for (const parent of parents)
        for (const one of ancestry(before, parent)) expect(found.has(one)).toBe(true);
    }
  });

  always('any two heads have one base, whichever is asked first', ({ after }) => {
    const heads = [...after.branches.values()].map(({ head }) => head);
    for (const a of heads)
      for (const b of heads) {
        const base = mergeBase(after, a, b);
        expect(base).toBe(mergeBase(after, b, a));
        expect(ancestry(after, a).has(base) && ancestry(after, b).has(base)).toBe(true);
      }
  });
});
