import type { CompiledQuery } from 'kysely';
import type { Connection, Submittable } from 'pg';
import { prepareValue } from 'pg/lib/utils.js';

/** What a batch came to: the rows each statement touched, up to the one that failed. */
export type Outcome = { touched: number[]; failure?: Error };

/** The statements which the server of one connection has parsed, each under a name that is used once. */
export class Parsed {
  private readonly names = new Map<string, string>();
  private made = 0;

  /** `fresh`: it has to be parsed first. */
  name(sql: string) {
    const known = this.names.get(sql);
    const name = known ?? `batch ${this.made++}`;
    this.names.set(sql, name);
    return { name, fresh: known === undefined };
  }

  forget() {
    this.names.clear();
  }
}

/**
 * Statements sent in one piece with one Sync at the end, so that the server works through them without answering each
 * (PostgreSQL manual, "Extended Query: Pipelining"): an order of magnitude less to wait for than one by one. Outside an
 * explicit transaction they are one transaction; after a failure the server skips the rest.
 */
export class Batch implements Submittable {
  private readonly outcome: Outcome = { touched: [] };
  private readonly answered = Promise.withResolvers<Outcome>();

  constructor(
    private readonly statements: readonly CompiledQuery[],
    private readonly parsed: Parsed,
  ) {}

  get done(): Promise<Outcome> {
    return this.answered.promise;
  }

  submit(connection: Connection) {
    connection.stream.cork();
    try {
      for (const { sql, parameters } of this.statements) {
        const { name, fresh } = this.parsed.name(sql);
        if (fresh) connection.parse({ name, text: sql, types: [] }, true);
        const values = parameters.map(prepareValue);
        connection.bind({ statement: name, values }, true);
        connection.execute({}, true);
      }
    } finally {
      connection.sync();
      connection.stream.uncork();
    }
  }

  /** The tag ends with the number of rows: `UPDATE 1`, `INSERT 0 3`. */
  handleCommandComplete({ text }: { text: string }) {
    this.outcome.touched.push(Number(/\d+$/.exec(text)?.[0] ?? 0));
  }

  handleDataRow() {} // nobody asks what they answer

  /** Nobody knows which statements the server parsed before the failure, so all are parsed anew, by other names. */
  handleError(error: Error) {
    this.parsed.forget();
    this.answered.resolve({ ...this.outcome, failure: error });
  }

  handleReadyForQuery() {
    this.answered.resolve(this.outcome);
  }
}
