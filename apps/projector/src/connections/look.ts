import type { ConnectedDatabases } from '@pgai/connections/connected-databases.js';
import { ask, onlyRow } from '@pgai/target/read.js';
import { TargetError } from '@pgai/target/target-error.js';

export type Look = { ms: number | null; code: string | null; detail: string | null; server: object | null };

/** One question to a connected database: does it answer, and how fast? @throws what is not the database's fault */
export async function look(databases: ConnectedDatabases, connectionId: string): Promise<Look> {
  const access = { purpose: 'health', by: { kind: 'system', id: 'connection-health' }, knock: true } as const;
  try {
    return await databases.withClient(connectionId, access, async (session, target) => {
      const asked = performance.now();
      const server = onlyRow(await ask(session, target, question, [], { timeoutMs: 4_000, bytes: 65_536 }));
      const ms = Math.round((performance.now() - asked) * 10) / 10;
      return { ms, code: null, detail: null, server };
    });
  } catch (error) {
    if (!(error instanceof TargetError)) throw error;
    return { ms: null, code: error.code, detail: error.message, server: null };
  }
}

const question = `select current_setting('server_version') as version,
  current_setting('server_version_num')::int as version_number`;

type State = 'healthy' | 'degraded' | 'down';
export type Verdict = { failures: number; pauseMs: number; report?: { health: State; reason: string } };

const everyMs = 30_000;
/** After the first failure at once again, and then less and less often, so that one that comes back is seen in time. */
const pausesMs = [2_000, 5_000, 10_000, 20_000, everyMs] as const;
const slowMs = 1_000;
const full = new Set(['server-full', 'connection-busy']);

/** What a look means. One bad look is none yet; the second in a row is said. `random` spreads those that began together. */
export function judge({ ms, code, detail }: Look, failuresBefore: number, random: number): Verdict {
  const spread = 0.9 + random / 5;
  if (code === null && (ms ?? 0) < slowMs)
    return { failures: 0, pauseMs: everyMs * spread, report: { health: 'healthy', reason: 'answers' } };
  const failures = failuresBefore + 1;
  const pauseMs = (pausesMs[failures - 1] ?? everyMs) * spread;
  if (failures < 2) return { failures, pauseMs };
  if (code === null)
    return { failures, pauseMs, report: { health: 'degraded', reason: `slow: ${Math.round(ms ?? 0)} ms` } };
  const health = full.has(code) ? 'degraded' : 'down';
  return { failures, pauseMs, report: { health, reason: `${code}: ${detail ?? ''}`.slice(0, 300) } };
}
