import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Role } from '@pgai/contracts/identity.js';
import { Pool } from 'pg';

/** The cookie that carries the session token. */
export const sessionCookie = 'pgai_session';

export const hashToken = (token: string) => createHash('sha256').update(token).digest();

export type Found = { session_id: string; user_id: string; role: Role | null };
type Row = Found & { unnoticed: boolean };

/**
 * Who holds this token, and their role in the team asked for: one round trip, on every request. A second one, once a
 * minute, notes that the session is in use; app.open_session says what ends it otherwise.
 */
@Injectable()
export class SessionLookup {
  constructor(private readonly pool: Pool) {}

  async find(token: string, teamId: string | null): Promise<Found | undefined> {
    const { rows } = await this.pool.query<Row>({
      name: 'session-lookup',
      text: 'select session_id, user_id, role, unnoticed from app.session_of($1, $2)',
      values: [hashToken(token), teamId],
    });
    const [row] = rows;
    if (row?.unnoticed)
      await this.pool.query(
        `update app.session set last_seen_at = now()
         where session_id = $1 and last_seen_at < now() - interval '1 minute'`,
        [row.session_id],
      );
    return row;
  }
}
