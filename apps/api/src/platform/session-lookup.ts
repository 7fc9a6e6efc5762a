import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Grant } from '@pgai/domain/permissions/allows.js';
import type { Role } from '@pgai/domain/permissions/role.js';
import type { SecurityPolicy } from '@pgai/domain/teams/security-policy.js';
import { Pool } from 'pg';

/** The cookie that carries the session token. */
export const sessionCookie = 'pgai_session';

export const hashToken = (token: string) => createHash('sha256').update(token).digest();

/** How a session stands: what a team may ask of it. */
export type SessionFacts = { second_factor: boolean; age_minutes: number; longest_pause_minutes: number };

/** What the read models say of a person in a team, and whether the log may say otherwise by now. */
export type Standing = {
  role: Role | null;
  grants: Grant[] | null;
  policy: SecurityPolicy | null;
  in_doubt: boolean;
};

export type Found = { session_id: string; user_id: string } & SessionFacts & Standing;
type Row = Found & { unnoticed: boolean };

/**
 * Who holds this token, what they hold in the team asked for, and what the team asks of them: one round trip, on every
 * request. A second one, once a minute, notes that the session is in use; app.open_session says what ends it otherwise.
 */
@Injectable()
export class SessionLookup {
  constructor(private readonly pool: Pool) {}

  async find(token: string, teamId: string | null): Promise<Found | undefined> {
    const { rows } = await this.pool.query<Row>({
      name: 'session-lookup',
      text: `select session_id, user_id, unnoticed, second_factor, age_minutes, longest_pause_minutes, role, grants,
                    policy, in_doubt from app.session_of($1, $2)`,
      values: [hashToken(token), teamId],
    });
    const [row] = rows;
    if (row?.unnoticed)
      await this.pool.query(
        `update app.session set last_seen_at = now(), longest_pause = greatest(longest_pause, now() - last_seen_at)
         where session_id = $1 and last_seen_at < now() - interval '1 minute'`,
        [row.session_id],
      );
    return row;
  }
}
