import { Injectable } from '@nestjs/common';
import type { Health } from '@pgai/contracts/health.js';
import { Db } from '@pgai/db/pool.js';
import { EventStore } from '@pgai/event-store/event-store.js';
import { sql } from 'kysely';

type Check = Health['checks']['database'];

/** Within 2 s, as a probe that hangs says less than one that fails. */
const probe = async (what: Promise<unknown>): Promise<Check> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error('no answer within 2 s')), 2_000);
  });
  try {
    await Promise.race([what, late]);
    return { status: 'up' };
  } catch (error) {
    return { status: 'down', detail: error instanceof Error ? error.message : String(error) };
  } finally {
    clearTimeout(timer);
  }
};

@Injectable()
export class HealthQueries {
  constructor(
    private readonly db: Db,
    private readonly store: EventStore,
  ) {}

  /** `down`: the API cannot work. `degraded`: it works, but a read model stands still, mails do not leave, or no checkpoint is kept. */
  async health(): Promise<Health> {
    const [database, event_store] = await Promise.all([
      probe(sql`select 1`.execute(this.db)),
      probe(this.store.ready()),
    ]);
    const answers = database.status === 'up';
    const projections = answers ? await this.projections() : [];
    const checkpoints = answers ? await this.checkpoints() : [];
    const mail: Check = answers ? await this.mail() : { status: 'down' };
    const lost = checkpoints.filter(({ failure }) => failure !== null);
    const stopped = projections.filter((p) => p.stopped).map((p) => p.projection);
    const working = answers && event_store.status === 'up';
    const degraded = stopped.length + lost.length > 0 || mail.status === 'down';
    return {
      status: working ? (degraded ? 'degraded' : 'up') : 'down',
      checks: {
        database,
        event_store,
        projections:
          stopped.length > 0
            ? { status: 'down', detail: `stopped: ${stopped.join(', ')}` }
            : { status: 'up' },
        mail,
        checkpoints:
          lost.length > 0
            ? { status: 'down', detail: lost.map(({ target, failure }) => `${target}: ${failure}`).join(' ') }
            : { status: 'up' },
      },
      projections,
      checkpoints,
    };
  }

  /** What the projector's job says of the places outside where the ledger's checkpoints are kept. */
  private async checkpoints() {
    const rows = await this.db.selectFrom('app.checkpoint_target').selectAll().orderBy('target').execute();
    return rows.map(({ target, kept_size, kept_at, compared, compared_at, failure }) => ({
      target,
      kept_size,
      kept_at: kept_at?.toISOString() ?? null,
      compared: compared_at && compared,
      failure,
    }));
  }

  async projections() {
    const rows = await this.db.selectFrom('read.checkpoint').selectAll().orderBy('projection').execute();
    return rows.map(({ projection, position, failed_position, failure, updated_at }) => ({
      projection,
      position,
      stopped: failed_position !== null,
      failure: failed_position === null ? null : `At position ${failed_position}: ${failure}`,
      updated_at: updated_at.toISOString(),
    }));
  }

  /** Mails that were not taken so far. None waits for longer than its link is good, which is a week at most. */
  private async mail(): Promise<Check> {
    const { waiting, failure } = await this.db
      .selectFrom('app.mail')
      .select((e) => [e.fn.countAll<string>().as('waiting'), e.fn.max('failure').as('failure')])
      .where('created_at', '>', sql<Date>`now() - interval '8 days'`)
      .where('state', '=', 'waiting')
      .where('tries', '>', 0)
      .executeTakeFirstOrThrow();
    if (waiting === '0') return { status: 'up' };
    return { status: 'down', detail: `${waiting} not sent yet: ${failure}` };
  }
}
