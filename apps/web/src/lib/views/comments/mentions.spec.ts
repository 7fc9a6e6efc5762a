import type { Member } from '@pgai/contracts/teams.js';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { matching, mentionAt, mentioned, pieces } from './mentions.ts';

const member = (user_id: string, name: string, active = true): Member => ({
  user_id,
  name,
  active,
  email: null,
  role: 'viewer',
  grants: [],
  joined_at: '',
  invited_by_name: null,
});
const team = [
  member('1', 'Ada Okonkwo-Reyes'),
  member('2', 'Grace Lindqvist'),
  member('3', 'Adam'),
  member('4', 'Gone', false),
];

it('sees what is typed behind an @, and no e-mail address', () => {
  expect(mentionAt('see @gra', 8)).toEqual({ from: 4, typed: 'gra' });
  expect(mentionAt('@', 1)).toEqual({ from: 0, typed: '' });
  expect(mentionAt('ada@example', 11)).toBeUndefined();
  expect(mentionAt('no mention', 5)).toBeUndefined();
});

it('finds people by any of their names, active ones only', () => {
  expect(matching(team, 'lind').map(({ user_id }) => user_id)).toEqual(['2']);
  expect(matching(team, 'ada').map(({ user_id }) => user_id)).toEqual(['1', '3']);
  expect(matching(team, 'gone')).toEqual([]);
});

it('mentions who is named', () => {
  expect(mentioned(team, 'for @Grace Lindqvist and @Gone')).toEqual(['2']);
});

it('loses no letter of a text', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('@', 'A', 'd', 'a', ' ', 'm', 'ü') }), (text) => {
      expect(
        pieces(text, ['Ada', 'Adam'])
          .map((piece) => piece.text)
          .join(''),
      ).toBe(text);
    }),
  );
  expect(pieces('hi @Adam!', ['Ada', 'Adam'])).toEqual([
    { text: 'hi ', mention: false },
    { text: '@Adam', mention: true },
    { text: '!', mention: false },
  ]);
});
