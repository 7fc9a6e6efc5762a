import pg from 'pg';
import { explain } from './explain.js';
import type { SampledColumn } from './sample.js';
import type { Session } from './session.js';
import type { Target } from './target.js';

/** What a statement would return, without running it. @throws TargetError */
export function describe(
  { client, budget }: Session,
  target: Target,
  text: string,
  types: readonly number[] = [],
): Promise<SampledColumn[]> {
  budget.bytes = 1_048_576;
  return new Promise((resolve, reject) => {
    const query = new OnlyDescribed(text, types);
    query.on('error', (error: Error) => reject(explain(error, target)));
    query.on('end', (result) => {
      const { fields = [] } = result as unknown as pg.QueryResultBase;
      resolve(
        fields.map((field) => ({
          name: field.name,
          type: field.dataTypeID,
          modifier: field.dataTypeModifier,
          table: field.tableID,
          column: field.columnID,
        })),
      );
    });
    client.query(query);
  });
}

type Described = pg.Connection & {
  parse(what: object): void;
  describe(what: { type: 'S' }): void;
};
/** What the types of `pg` leave out. */
const PreparedQuery = pg.Query as unknown as new (
  config: object,
) => InstanceType<typeof pg.Query<unknown[]>> & { prepare(connection: pg.Connection): void };

class OnlyDescribed extends PreparedQuery {
  constructor(
    private readonly statement: string,
    private readonly parameterTypes: readonly number[],
  ) {
    super({ text: statement, values: [], queryMode: 'extended' });
  }

  override prepare(connection: Described) {
    connection.parse({ text: this.statement, types: this.parameterTypes });
    connection.describe({ type: 'S' });
    connection.sync();
  }
}
