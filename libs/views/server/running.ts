import type { ViewParameter } from '@pgai/contracts/view-definition.js';
import { ask, reading } from '@pgai/target/read.js';
import { type Sample, type SampleLimits, sample } from '@pgai/target/sample.js';
import type { Session } from '@pgai/target/session.js';
import type { Target } from '@pgai/target/target.js';
import { TargetError } from '@pgai/target/target-error.js';
import { onlySelect } from './only-select.js';

/** One statement with parameters, to be asked of a server. */
export type Question = {
  sql: string;
  parameters: readonly ViewParameter[];
  /** of the parameters, in their order */
  values: readonly (string | null)[];
  /** whoever asked is gone */
  signal?: AbortSignal | undefined;
};

export type Run = (text: string, limits: SampleLimits) => Promise<Sample>;
export type Ask = (text: string, values?: unknown[]) => Promise<unknown[][]>;

const lockMs = 1_000;

/**
 * Runs what people wrote in a READ ONLY transaction that is rolled back, and then rids the session of all else that a
 * function may have left in it, such as advisory locks. @throws TargetError
 */
export async function running<T>(
  session: Session,
  target: Target,
  { sql, parameters, values, signal }: Question,
  timeoutMs: number,
  work: (run: Run, ask: Ask) => Promise<T>,
): Promise<T> {
  await onlySelect(sql);
  try {
    return await reading(session, target, async (read) => {
      const asked: Ask = async (text, given) => (await read(text, given)).rows;
      const types = await typesOf(asked, parameters);
      const run: Run = async (text, limits) => {
        await asked(
          `select set_config('statement_timeout', $1, true), set_config('lock_timeout', $2, true),
             set_config('datestyle', 'ISO, YMD', true)`,
          [String(Math.trunc(timeoutMs)), String(lockMs)],
        );
        return sample(session, target, text, { values, types, limits, signal });
      };
      return work(run, asked);
    });
  } finally {
    if (!session.dialled.socket.destroyed)
      await ask(session, target, 'discard all').catch(() => session.dialled.socket.destroy());
  }
}

/** The ids of the types of parameters. @throws TargetError for one that the server does not know */
export async function typesOf(ask: Ask, parameters: readonly ViewParameter[]): Promise<number[]> {
  if (parameters.length === 0) return [];
  const rows = await ask(
    `select pg_catalog.to_regtype(name)::oid::int8 from unnest($1::text[]) with ordinality as t (name, place) order by place`,
    [parameters.map(({ type }) => type)],
  );
  return parameters.map(({ name, type }, place) => {
    const oid = Number(rows[place]?.[0] ?? 0);
    if (oid > 0) return oid;
    throw new TargetError(
      'query-failed',
      `The type ${type} of parameter ${name} is not known to the server.`,
    );
  });
}

/** How the server writes these types. */
export async function typeNames(
  ask: Ask,
  columns: readonly { type: number; modifier: number }[],
): Promise<string[]> {
  if (columns.length === 0) return [];
  const rows = await ask(
    `select pg_catalog.format_type(type::oid, modifier)
     from unnest($1::int8[], $2::int[]) with ordinality as t (type, modifier, place) order by place`,
    [columns.map(({ type }) => type), columns.map(({ modifier }) => modifier)],
  );
  return rows.map(([name]) => String(name));
}
