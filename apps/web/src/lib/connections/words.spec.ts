import type { Connection } from '@pgai/contracts/connections.js';
import { expect, it } from 'vitest';
import { stateSentence } from './words.ts';

const one = (name: string, health: Connection['health'], status: Connection['status'] = 'active') =>
  ({ name, health, status }) as Connection;

it.each<[string, Connection[]]>([
  ['shop answers.', [one('shop', 'healthy')]],
  ['shop answers.', [one('shop', 'healthy'), one('old', 'unknown', 'disabled')]],
  ['All 2 connections answer.', [one('a', 'healthy'), one('b', 'healthy')]],
  [
    '1 of 2 connections answer, the others were not looked at yet.',
    [one('a', 'healthy'), one('b', 'unknown')],
  ],
  ['No connection has been looked at yet.', [one('a', 'unknown')]],
  ['The connection is disabled.', [one('a', 'healthy', 'disabled')]],
  ['b is down, and c is degraded.', [one('a', 'healthy'), one('b', 'down'), one('c', 'degraded')]],
  ['a, b and 2 more are down.', ['a', 'b', 'c', 'd'].map((name) => one(name, 'down'))],
  ['\u2068متجر\u2069 is down.', [one('متجر', 'down')]],
])('%s', (sentence, connections) => expect(stateSentence(connections)).toBe(sentence));
