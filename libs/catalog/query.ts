/**
 * How a catalogue is asked: plain text with no parameters, of one or many statements, as the simple protocol sends them in
 * one message. `pg` answers many statements with a list of results; the last one is ours.
 */
export type Query = (text: string) => Promise<Result | Result[]>;

type Result = { rows: Record<string, unknown>[] };

type Options = {
  /** the server ends a reading that takes longer */
  timeoutMs?: number;
  /** `server_version_num`; statements differ between versions */
  version: number;
};

/**
 * One question in one round trip, answered by rows of JSON: settings, statement and end of the transaction travel together. An empty search path
 * makes the server write every name with its schema; JIT would compile longer than the statement runs, and
 * workers in parallel would mix the rows.
 */
export async function ask(query: Query, statement: string, { version, timeoutMs = 30_000 }: Options) {
  const answer = await query(
    `begin transaction isolation level repeatable read read only;
     set local search_path = '';
     set local max_parallel_workers_per_gather = 0;
     set local statement_timeout = ${Math.round(timeoutMs)};
     ${version >= 110_000 ? 'set local jit = off;' : ''}
     ${statement};
     commit`,
  ).catch(async (error: unknown) => {
    await Promise.resolve(query('rollback')).catch(() => undefined); // a connection that is lost has nothing to roll back
    throw error;
  });
  const results = [answer].flat();
  return results.flatMap(({ rows }) => rows).map(({ answer: text }) => JSON.parse(String(text)) as unknown);
}

/** Asked once for a server: everything else goes by it. */
export async function serverVersion(query: Query) {
  const answer = await query(`select current_setting('server_version_num')::integer as version`);
  const [row] = [answer].flat().flatMap(({ rows }) => rows);
  return Number(row?.version);
}
