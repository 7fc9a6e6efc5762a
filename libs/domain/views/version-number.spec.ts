import fc from 'fast-check';
import { expect, it } from 'vitest';
import { smaller, versionAfter } from './version-number.js';

const bumps = ['major', 'minor', 'patch'] as const;

it('begins with 1.0.0 and counts on', () => {
  expect(versionAfter(null, 'patch')).toBe('1.0.0');
  expect(bumps.map((bump) => versionAfter('2.3.1', bump))).toEqual(['3.0.0', '2.4.0', '2.3.2']);
});

it('every version is greater than the one before', () => {
  const part = fc.nat(999);
  fc.assert(
    fc.property(part, part, part, fc.constantFrom(...bumps), (major, minor, patch, bump) => {
      const value = (version: string) =>
        version
          .split('.')
          .map(Number)
          .reduce((all, one) => all * 1_000 + one, 0);
      expect(value(versionAfter(`${major}.${minor}.${patch}`, bump))).toBeGreaterThan(
        value(`${major}.${minor}.${patch}`),
      );
    }),
  );
});

it('knows which bump is smaller', () => {
  expect(smaller('minor', 'major')).toBe(true);
  expect(smaller('major', 'major')).toBe(false);
});
