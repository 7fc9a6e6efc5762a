import { expect, it } from 'vitest';
import { cell } from './report.js';

it.each([
  [null, ''],
  ['Ada', 'Ada'],
  ['Ada "the first", Lovelace', '"Ada ""the first"", Lovelace"'],
  ['=1+1', "'=1+1"],
  ['+31 20', "'+31 20"],
  ['-2', "'-2"],
  ['@sum(a1)', "'@sum(a1)"],
  ['\t=1', "'\t=1"],
  ['\r=1', '"\'\r=1"'],
  ['＝1+1', "'＝1+1"],
  ['=HYPERLINK("x";"y")', '"\'=HYPERLINK(""x"";""y"")"'],
])('%j becomes the cell %j', (value, written) => expect(cell(value)).toBe(written));
