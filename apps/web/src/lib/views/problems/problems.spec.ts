import type { Fault } from '@pgai/contracts/view-analysis.js';
import { emptyQuery, type ViewContent } from '@pgai/contracts/view-definition.js';
import { expect, it } from 'vitest';
import { lineOf, problemsOf, stretchOf } from './problems.ts';

const fault = (code: string, severity: Fault['severity'], place: Fault['place'] = null): Fault => ({
  code,
  severity,
  message: code,
  hint: null,
  place,
});

it('errors stand first, and a broken shape before a broken meaning', () => {
  const analysis = {
    valid: false,
    faults: [fault('late', 'warning'), fault('bad', 'error')],
    columns: [],
    sql: null,
    complexity: { tables: 0, joins: 0, columns: 0, expressions: 0 },
    duration_ms: 1,
  };
  expect(problemsOf({ faults: [], analysis }).map(({ code }) => code)).toEqual(['bad', 'late']);
  expect(problemsOf({ faults: [fault('shape', 'error')], analysis }).map(({ code }) => code)).toEqual([
    'shape',
  ]);
});

it('a node is found where it is written', () => {
  const table = { id: 't', schema: 'sales', name: 'orders', alias: 'o', x: 0, y: 0 };
  const column = {
    id: 'c',
    expression: { kind: 'column' as const, table: 't', column: 'total' },
    alias: null,
  };
  const content: ViewContent = {
    profile: 'nocode',
    query: { ...emptyQuery, tables: [table], columns: [column] },
    description: '',
  };
  expect(stretchOf(fault('x', 'error', { node: 'c' }), content)).toMatchObject({ start: 9, end: 16 });
  expect(stretchOf(fault('x', 'error', { node: 'gone' }), content)).toBeUndefined();
  expect(stretchOf(fault('x', 'error', { start: 3, end: 4 }), null)).toEqual({ start: 3, end: 4 });
});

it('counts lines and columns from one', () => {
  expect([0, 3, 4, 6].map((at) => lineOf('ab\ncdef', at))).toEqual([
    { line: 1, column: 1 },
    { line: 2, column: 1 },
    { line: 2, column: 2 },
    { line: 2, column: 4 },
  ]);
});
