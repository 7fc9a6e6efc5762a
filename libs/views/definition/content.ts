import type { ViewContent, ViewParameter } from '@pgai/contracts/view-definition.js';
import { print } from './print.js';

/** The SQL that counts, whoever wrote it. */
export const sqlOf = (content: ViewContent) =>
  content.profile === 'sql' ? content.sql : print(content.query);

/** The same, and nothing of a tree that cannot be written: its faults say why. */
export function shownSql(content: ViewContent) {
  try {
    return sqlOf(content);
  } catch {
    return '';
  }
}

export const parametersOf = (content: ViewContent): ViewParameter[] =>
  content.profile === 'sql' ? content.parameters : content.query.parameters;
