import { bumps, type VersionChange } from '@pgai/contracts/view-analysis.js';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { bySeverity, isSmaller, summary, versionAfter } from './changes.ts';

const change = (description: string, severity: VersionChange['class']): VersionChange => ({
  type: 'removal',
  category: 'schema',
  description,
  breaking: severity === 'breaking',
  migration_required: false,
  rule: 'x',
  class: severity,
  condition: null,
  subject: null,
  before: null,
  after: null,
});

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
  expect(isSmaller('minor', 'major')).toBe(true);
  expect(isSmaller('major', 'major')).toBe(false);
});

it('tells what breaks first', () => {
  const changes = [change('b', 'info'), change('a', 'breaking')];
  expect(bySeverity(changes).map(({ description }) => description)).toEqual(['a', 'b']);
  expect(summary('', 'major', changes, null)).toBe('major: a');
  expect(summary('Said so', 'major', changes, null)).toBe('Said so');
  expect(summary('', 'patch', [], '1.0.0')).toBe('Back to 1.0.0');
});
