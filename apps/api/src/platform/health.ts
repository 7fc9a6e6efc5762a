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

  /** `down`: the API cannot work. `degraded`: it works, but a read model stands still, or no checkpoint is kept. */
  async health(): Promise<Health> {
    const [database, event_store] = await Promise.all([
      probe(sql`select 1`.execute(this.db)),
      probe(this.store.ready()),
    ]);
    const projections = database.status === 'up' ? await this.projections() : [];
    const checkpoints = database.status === 'up' ? await this.checkpoints() : [];
    const lost = checkpoints.filter(({ failure }) => failure !== null);
    const stopped = projections.filter((p) => p.stopped).map((p) => p.projection);
    const working = database.status === 'up' && event_store.status === 'up';
    return {
      status: working ? (stopped.length + lost.length > 0 ? 'degraded' : 'up') : 'down',
      checks: {
        database,
        event_store,
        projections:
          stopped.length > 0
            ? { status: 'down', detail: `stopped: ${stopped.join(', ')}` }
            : { status: 'up' },
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
}
