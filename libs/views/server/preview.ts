import type { ViewPreview } from '@pgai/contracts/view-analysis.js';
import type { Session } from '@pgai/target/session.js';
import type { Target } from '@pgai/target/target.js';
import { type Question, running, typeNames } from './running.js';

export const previewMs = 5_000;
const mostBytes = 1_048_576;

/** The first rows of a query and how long the server took for them. @throws TargetError */
export function preview(
  session: Session,
  target: Target,
  question: Question,
  rows: number,
): Promise<ViewPreview> {
  return running(session, target, question, previewMs, async (run, ask) => {
    const found = await run(question.sql, { rows, bytes: mostBytes, timeoutMs: previewMs });
    const types = await typeNames(ask, found.columns);
    return {
      columns: found.columns.map(({ name }, place) => ({ name, type: types[place] ?? 'unknown' })),
      rows: found.rows,
      duration_ms: Math.round(found.ms * 100) / 100,
      truncated: found.truncatedBy !== null,
      truncated_by: found.truncatedBy,
    };
  });
}
