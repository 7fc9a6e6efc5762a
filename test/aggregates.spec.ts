import { globSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { aggregateOf, aggregates } from '../libs/domain/aggregates.js';

const root = new URL('..', import.meta.url).pathname;

it('every decider is among the aggregates, so that its past can be looked at', () => {
  const deciders = globSync('libs/domain/*/*.ts', { cwd: root, exclude: ['**/*.spec.ts', '**/dist/**'] })
    .flatMap((file) => [
      ...readFileSync(`${root}/${file}`, 'utf8').matchAll(/^export const (\w+): Decider</gm),
    ])
    .map(([, name]) => name);
  const registered = readFileSync(`${root}/libs/domain/aggregates.ts`, 'utf8');

  expect(deciders.length).toBeGreaterThan(3);
  expect(deciders.filter((name) => !registered.includes(`foldOf(${name})`))).toEqual([]);
});

it('a stream belongs to the aggregate it begins with, if there is one', () => {
  expect(aggregateOf('team-1')).toBe(aggregates.team);
  expect(aggregateOf('refusals-1')).toBeUndefined();
  expect(aggregateOf('constructor-1')).toBeUndefined();
  expect(aggregateOf('team')).toBeUndefined();
});
