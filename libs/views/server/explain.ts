import type { PlanStep } from '@pgai/contracts/view-analysis.js';
import type { Session } from '@pgai/target/session.js';
import type { Target } from '@pgai/target/target.js';
import { TargetError } from '@pgai/target/target-error.js';
import type { PlanNode } from './plan-node.js';
import { planText } from './plan-text.js';
import { planTree } from './plan-tree.js';
import { type Ask, type Question, running } from './running.js';

const planMs = 5_000;
const analyzeMs = 15_000;
const mostBytes = 8_388_608;

export type Explained = {
  raw: PlanNode;
  plan: PlanStep;
  analyzed: boolean;
  planning_ms: number | null;
  execution_ms: number | null;
  estimated_rows: number;
  estimated_cost: number;
  text: string;
};
type Answer = { Plan: PlanNode; 'Planning Time'?: number; 'Execution Time'?: number };

/**
 * How the server would run a query or, analysed, how it did. `look` may ask more inside the same transaction. @throws TargetError
 */
export function explain<T>(
  session: Session,
  target: Target,
  question: Question,
  analyze: boolean,
  look: (found: Explained, ask: Ask) => Promise<T>,
): Promise<T> {
  const timeoutMs = analyze ? analyzeMs : planMs;
  return running(session, target, question, timeoutMs, async (run, ask) => {
    const how = analyze ? 'verbose, analyze, buffers' : 'verbose';
    const { rows } = await run(`explain (format json, ${how}) ${question.sql}`, {
      rows: 1,
      bytes: mostBytes,
      timeoutMs,
    });
    const found = { analyzed: analyze, ...explainedBy(rows[0]?.[0] ?? '') };
    return look(found, ask);
  });
}

/** A server may say anything. */
function explainedBy(text: string): Omit<Explained, 'analyzed'> {
  try {
    const [answer] = JSON.parse(text) as [Answer];
    const { Plan: raw, 'Planning Time': planning, 'Execution Time': execution } = answer;
    return {
      raw,
      plan: planTree(raw),
      planning_ms: planning ?? null,
      execution_ms: execution ?? null,
      estimated_rows: raw['Plan Rows'],
      estimated_cost: raw['Total Cost'],
      text: planText(raw, { planning, execution }),
    };
  } catch {
    throw new TargetError('query-failed', 'The plan of this query is larger than is taken, or none.');
  }
}
