import pg from 'pg';
import { explain } from './explain.js';
import type { Session } from './session.js';
import type { Target } from './target.js';

export type SampleLimits = { rows: number; bytes: number; timeoutMs: number };
export type SampleOptions = {
  /** as text, one for each `$n`, with the ids of their types */
  values?: readonly (string | null)[];
  types?: readonly number[];
  limits: SampleLimits;
  /** whoever asked is gone: the server is told to stop */
  signal?: AbortSignal | undefined;
};
/** `table` and `column` are where a column comes from that is passed through as it is; 0 where it is made. */
export type SampledColumn = { name: string; type: number; modifier: number; table: number; column: number };
export type Sample = {
  columns: SampledColumn[];
  rows: (string | null)[][];
  truncatedBy: 'rows' | 'bytes' | null;
  ms: number;
};

const firstRows = 10;
const bytesBeyond = 16_777_216;
const graceMs = 1_000;

/**
 * The first rows of one statement, as text, and not more of them than are taken: the server makes them portion by portion. The
 * caller has begun a transaction that can change nothing and has told the server the same time limit. @throws TargetError
 */
export async function sample(
  { client, budget, dialled: { socket }, cancel }: Session,
  target: Target,
  text: string,
  { values = [], types = [], limits, signal }: SampleOptions,
): Promise<Sample> {
  budget.bytes = limits.bytes + bytesBeyond;
  const query = new FirstRows(text, values, types, limits);
  let fault: Error | undefined;
  const noted = (error: Error) => {
    fault ??= error;
  };
  const hangUp = () => socket.destroy(Object.assign(new Error('late'), { code: '57014' }));
  const timer = setTimeout(hangUp, limits.timeoutMs + graceMs);
  let cancelling: Promise<void> | undefined;
  const stop = () => {
    cancelling ??= cancel().catch(() => void socket.destroy());
  };
  socket.on('error', noted);
  signal?.addEventListener('abort', stop, { once: true });
  const began = performance.now();
  try {
    if (signal?.aborted) throw Object.assign(new Error('nobody waits for it'), { code: '57014' });
    const fields = await new Promise<pg.FieldDef[]>((resolve, reject) => {
      query.on('error', reject);
      query.on('end', (result) => resolve((result as unknown as pg.QueryResultBase).fields ?? []));
      client.query(query);
    });
    return {
      columns: fields.map((field) => ({
        name: field.name,
        type: field.dataTypeID,
        modifier: field.dataTypeModifier,
        table: field.tableID,
        column: field.columnID,
      })),
      rows: query.kept,
      truncatedBy: query.truncatedBy,
      ms: performance.now() - began,
    };
  } catch (error) {
    throw explain(fault ?? error, target);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', stop);
    await cancelling;
    socket.off('error', noted);
  }
}

type Portal = pg.Connection & { execute(how: { portal: string; rows: number }): void };
/** What the types of `pg` leave out. */
const QueryInPortions = pg.Query as unknown as new (
  config: object,
) => InstanceType<typeof pg.Query<unknown[]>> & {
  rows: number;
  handleError(error: Error, connection: pg.Connection): void;
};

/** What `pg` does with a portal, but for the end: it asks for as many rows as are still taken, and then for none. */
class FirstRows extends QueryInPortions {
  readonly kept: (string | null)[][] = [];
  truncatedBy: Sample['truncatedBy'] = null;
  private bytes = 0;

  constructor(
    text: string,
    values: readonly (string | null)[],
    types: readonly number[],
    private readonly limits: SampleLimits,
  ) {
    const asText = Object.assign([...types], { getTypeParser: () => (value: string) => value });
    const rows = Math.min(firstRows, limits.rows + 1);
    super({ text, values: [...values], types: asText, rows, rowMode: 'array' });
    this.on('row', (row) => this.take(row as (string | null)[]));
  }

  /** After a failure the server waits for the end of the question, which `pg` forgets of one in portions. */
  override handleError(error: Error, connection: pg.Connection) {
    connection.sync();
    super.handleError(error, connection);
  }

  handlePortalSuspended(connection: Portal) {
    if (this.truncatedBy) return connection.sync();
    const missing = this.limits.rows + 1 - this.kept.length;
    const bytesOfRow = Math.max(1, this.bytes / this.kept.length);
    const fitting = Math.ceil((this.limits.bytes - this.bytes) / bytesOfRow) + 1;
    this.rows = Math.max(1, Math.min(missing, fitting));
    connection.execute({ portal: '', rows: this.rows });
    connection.flush();
  }

  private take(row: (string | null)[]) {
    if (this.truncatedBy) return;
    const bytes = row.reduce((sum, value) => sum + (value?.length ?? 0), 0);
    if (this.kept.length === this.limits.rows) this.truncatedBy = 'rows';
    else if (this.bytes + bytes > this.limits.bytes) this.truncatedBy = 'bytes';
    else {
      this.kept.push(row);
      this.bytes += bytes;
    }
  }
}
