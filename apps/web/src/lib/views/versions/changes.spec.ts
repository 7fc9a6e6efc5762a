import type { VersionChange } from '@pgai/contracts/view-analysis.js';
import { expect, it } from 'vitest';
import { bySeverity, summary } from './changes.ts';

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

it('tells what breaks first', () => {
  const changes = [change('b', 'info'), change('a', 'breaking')];
  expect(bySeverity(changes).map(({ description }) => description)).toEqual(['a', 'b']);
  expect(summary('', 'major', changes, null)).toBe('major: a');
  expect(summary('Said so', 'major', changes, null)).toBe('Said so');
  expect(summary('', 'patch', [], '1.0.0')).toBe('Back to 1.0.0');
});
