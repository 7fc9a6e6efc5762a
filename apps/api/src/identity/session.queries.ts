import { Injectable } from '@nestjs/common';
import type { OpenSession } from '@pgai/contracts/sessions.js';
import { Db } from '@pgai/db/pool.js';
import { PersonalVault } from '@pgai/vault/personal-vault.js';
import type { Person } from '../platform/actor.js';
import { deviceOf } from './device.js';

type Origin = { ip: string | null; user_agent: string };
const unknown: Origin = { ip: null, user_agent: '' };

@Injectable()
export class SessionQueries {
  constructor(
    private readonly db: Db,
    private readonly vault: PersonalVault,
  ) {}

  /** The asker's sessions, the one they ask with first, then as last seen; the 100 that were in use last. */
  async open({ user_id, session_id: current }: Person): Promise<OpenSession[]> {
    const rows = await this.db
      .selectFrom('app.open_session')
      .select(['session_id', 'started_at', 'last_seen_at', 'origin'])
      .where('user_id', '=', user_id)
      .orderBy((e) => e('session_id', '=', current), 'desc')
      .orderBy('last_seen_at', 'desc')
      .orderBy('session_id', 'desc')
      .limit(100)
      .execute();
    return Promise.all(
      rows.map(async ({ session_id, started_at, last_seen_at, origin }) => {
        const { ip, user_agent } = await this.originOf(user_id, origin);
        return {
          session_id,
          device: deviceOf(user_agent),
          ip,
          started_at: started_at.toISOString(),
          last_seen_at: last_seen_at.toISOString(),
          current: session_id === current,
        };
      }),
    );
  }

  private async originOf(userId: string, $sealed: string | null): Promise<Origin> {
    const plain = $sealed && (await this.vault.open(userId, { $sealed }));
    return plain ? JSON.parse(plain) : unknown;
  }
}
