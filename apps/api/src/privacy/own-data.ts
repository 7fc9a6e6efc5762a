import { Injectable } from '@nestjs/common';
import { Db } from '@pgai/db/pool.js';
import { PersonalVault } from '@pgai/vault/personal-vault.js';
import type { Person } from '../platform/actor.js';
import { ProblemError } from '../platform/problem.js';
import { OwnDataQueries, type OwnEntry } from './own-data.queries.js';

const freshMinutes = 10;
const together = 1_000;
const apart = (values: unknown[]) => values.map((value) => JSON.stringify(value)).join(',\n');

/** Everything that is kept about one person, opened with the own key; in pieces, as a history may be long. */
@Injectable()
export class OwnData {
  constructor(
    private readonly db: Db,
    private readonly queries: OwnDataQueries,
    private readonly vault: PersonalVault,
  ) {}

  /** A session somebody left open is not enough: one that has just begun is. */
  async mustBeFresh({ session_id }: Person) {
    const session = await this.db
      .selectFrom('app.open_session')
      .select('started_at')
      .where('session_id', '=', session_id)
      .executeTakeFirst();
    if (session && Date.now() - session.started_at.getTime() < freshMinutes * 60_000) return;
    throw new ProblemError(
      403,
      'fresh-session-required',
      `This session is older than ${freshMinutes} minutes.`,
      {
        hint: 'Sign in again, or send your password with POST /api/me/data.',
      },
    );
  }

  async *of(userId: string) {
    const { account, memberships, erasure, sessions } = await this.queries.summary(userId);
    const opened = sessions.map(async ({ origin, ...session }) => ({
      ...session,
      ...(await this.origin(userId, origin)),
    }));
    const head = JSON.stringify({ made_at: new Date(), account, memberships, erasure }).slice(0, -1);
    yield `${head},\n"sessions":[${apart(await Promise.all(opened))}],\n"actions":[\n`;
    for (let after = '-1', first = true; ; ) {
      const rows = await this.queries.entries(userId, after, together);
      const actions = await Promise.all(rows.map((row) => this.action(userId, row)));
      if (actions.length > 0) yield `${first ? '' : ',\n'}${apart(actions)}`;
      first = false;
      after = rows.at(-1)?.leaf_index ?? after;
      if (rows.length < together) break;
    }
    yield '\n]}\n';
  }

  private async action(userId: string, { leaf_index, personal, data, ...entry }: OwnEntry) {
    const own = entry.stream === `user-${userId}`;
    return {
      ...entry,
      data: own ? await this.unsealed(userId, data) : data,
      ...(await this.origin(userId, personal)),
    };
  }

  /** Sealed fields of the own stream; those of others stay sealed. */
  private async unsealed(userId: string, data: Record<string, unknown>) {
    const fields = Object.entries(data).map(async ([name, value]) => {
      const { $sealed } = (value ?? {}) as { $sealed?: string };
      return [name, typeof $sealed === 'string' ? await this.opened(userId, $sealed) : value];
    });
    return Object.fromEntries(await Promise.all(fields));
  }

  private async origin(userId: string, $sealed: string | null) {
    const plain = $sealed && (await this.opened(userId, $sealed));
    const { ip = null, user_agent = null } = plain ? JSON.parse(plain) : {};
    return { ip, user_agent };
  }

  /** What was sealed for somebody else beside an own action is not one's own. */
  private opened = (userId: string, $sealed: string) =>
    this.vault.open(userId, { $sealed }).catch(() => null);
}
