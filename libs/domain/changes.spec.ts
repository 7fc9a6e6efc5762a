import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changesBetween, visible } from './changes.js';
import { packed, shown, unpacked } from './state-json.js';

describe('the changes between two states', () => {
  it('name each place that differs', () => {
    const before = { name: 'Meridian', roles: new Map([['ada', 'owner']]), tags: new Set(['b', 'a']) };
    const after = {
      name: 'Meridian',
      roles: new Map([
        ['ada', 'admin'],
        ['eve o', 'viewer'],
      ]),
      steps: [1],
    };

    expect(changesBetween(shown(before), shown(after))).toEqual([
      { path: '$.roles.ada', before: 'owner', after: 'admin' },
      { path: "$.roles['eve o']", after: 'viewer' },
      { path: '$.tags', before: ['a', 'b'] },
      { path: '$.steps', after: [1] },
    ]);
  });

  it('say of a sealed field only that it is personal', () => {
    const [before, after] = [{ email: { $sealed: 'AAAA' } }, { email: { $sealed: 'BBBB' } }];

    expect(changesBetween(before, after)).toEqual([
      { path: '$.email', before: 'personal', after: 'personal' },
    ]);
    expect(visible([after])).toEqual([{ email: 'personal' }]);
  });

  it('are none between equals', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => changesBetween(value as never, value as never).length === 0),
    );
  });
});

describe('a packed state', () => {
  const leaf = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null));
  const { state } = fc.letrec((tie) => ({
    state: fc.oneof(
      { maxDepth: 4 },
      leaf,
      fc.array(tie('state'), { maxLength: 3 }),
      fc.array(fc.tuple(fc.string(), tie('state')), { maxLength: 3 }).map((entries) => new Map(entries)),
      fc.array(leaf, { maxLength: 3 }).map((items) => new Set(items)),
      fc.dictionary(fc.constantFrom('name', '$map', '$set', '$object', '$sealed'), tie('state')),
    ),
  }));

  it('is unpacked to the same state', () => {
    fc.assert(
      fc.property(state, (value) => {
        expect(unpacked(JSON.parse(JSON.stringify(packed(value))))).toEqual(value);
      }),
    );
  });
});
