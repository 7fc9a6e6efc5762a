import { expect, it } from 'vitest';
import { returnPath } from './return-path.ts';

const origin = 'https://pgai.example';

it.each([
  [null, '/'],
  ['', '/'],
  ['/teams/7/settings?a=1#name', '/teams/7/settings?a=1#name'],
  ['teams', '/teams'],
  ['https://elsewhere.example/', '/'],
  ['//elsewhere.example/x', '/'],
  ['\\\\elsewhere.example', '/'],
  ['javascript:alert(1)', '/'],
  ['https://pgai.example:bad/', '/'],
])('after sign-in, %s leads to %s', (asked, path) => expect(returnPath(asked, origin)).toBe(path));
