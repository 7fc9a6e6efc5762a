import pg from 'pg';
import { explain } from './explain.js';
import type { Session } from './session.js';
import type { Target } from './target.js';
import { TargetError } from './target-error.js';

export type ReadLimits = { rows?: number; bytes?: number; timeoutMs?: number };
export type Column = { name: string; type: number };
export type ReadResult = { columns: Column[]; rows: unknown[][]; truncated: boolean };

/** Questions inside one transaction that can change nothing. */
export type Reader = (text: string, values?: unknown[], limits?: ReadLimits) => Promise<ReadResult>;

const usual = { rows: 100_000, bytes: 16_777_216, timeoutMs: 15_000 };
const graceMs = 1_000;

/**
 * Does `work` in a READ ONLY transaction that is rolled back, whatever happens. The server is told how long a statement may
 * take; should it not care, it is hung up on a second later. @throws TargetError
 */
export async function reading<T>(
  session: Session,
  target: Target,
  work: (read: Reader) => Promise<T>,
): Promise<T> {
  const say = (text: string) => ask(session, target, text);
  await say('begin transaction isolation level repeatable read read only');
  try {
    return await work(async (text, values = [], limits = {}) => {
      const asked = { ...usual, ...limits };
      await say(`set local statement_timeout = ${Math.trunc(asked.timeoutMs)}`);
      return ask(session, target, text, values, asked);
    });
  } finally {
    await say('rollback').catch(() => session.dialled.socket.destroy());
  }
}

// The extended protocol takes one statement: `commit; drop …` is refused by the server.
const oneStatement = { rowMode: 'array', queryMode: 'extended' };

/** One statement, as it is. Rows as lists, so that no name of a column can be more than a name. */
export function ask(
  { client, budget, dialled: { socket } }: Session,
  target: Target,
  text: string,
  values: unknown[] = [],
  limits: ReadLimits = {},
): Promise<ReadResult> {
  const { rows: most, bytes, timeoutMs } = { ...usual, ...limits };
  budget.bytes = bytes;
  const rows: unknown[][] = [];
  let truncated = false;
  return new Promise((resolve, reject) => {
    let failure: Error | undefined;
    const question = new pg.Query<unknown[]>({ text, values, ...oneStatement } as pg.QueryConfig);
    const hangUp = (error: Error) => socket.destroy(error);
    const timer = setTimeout(
      () => hangUp(Object.assign(new Error('late'), { code: '57014' })),
      timeoutMs + graceMs,
    );
    const fault = (error: Error) => {
      failure ??= error;
    };
    const done = () => {
      clearTimeout(timer);
      socket.off('error', fault);
    };
    socket.once('error', fault);
    question.on('row', (row) => {
      if (rows.length < most) rows.push(row);
      else truncated = true;
    });
    question.on('error', (error) => {
      done();
      reject(explain(failure ?? error, target));
    });
    question.on('end', ({ fields = [] }) => {
      done();
      resolve({
        columns: fields.map(({ name, dataTypeID }) => ({ name, type: dataTypeID })),
        rows,
        truncated,
      });
    });
    client.query(question);
  });
}

/** A row as an object; a column named `__proto__` is a column like any other. */
export const named = ({ columns, rows }: ReadResult): Record<string, unknown>[] =>
  rows.map((row) => Object.fromEntries(columns.map(({ name }, index) => [name, row[index]])));

export const onlyRow = (result: ReadResult): Record<string, unknown> => {
  const [row] = named(result);
  if (!row) throw new TargetError('query-failed', 'The server answered nothing.');
  return row;
};
