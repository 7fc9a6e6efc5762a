import { describe, expect, it } from 'vitest';
import { initials, personColour } from './person.ts';

describe('initials', () => {
  it.each([
    ['Ada Okonkwo-Reyes', 'AO'],
    ['Grace', 'G'],
    ['maria del carmen ruiz', 'MR'],
    ['🦊 Yuki Shimada', 'YS'],
    ['李小龍', '李'],
    ['محمد الأحمد', 'ما'],
    ['42', '?'],
    ['', '?'],
  ])('of %s are %s', (name, letters) => expect(initials(name)).toBe(letters));
});

it('one person has one colour, and people share all eight', () => {
  const ids = Array.from(
    { length: 200 },
    (_, at) => `01a1fb20-3c2f-768c-b09b-${at.toString(16).padStart(12, '0')}`,
  );
  expect(personColour(ids[0] ?? '')).toBe(personColour(ids[0] ?? ''));
  expect(new Set(ids.map(personColour)).size).toBe(8);
});
