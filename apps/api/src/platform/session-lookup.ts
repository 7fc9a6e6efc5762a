import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Role } from '@pgai/contracts/identity.js';
import { Pool } from 'pg';

/** The cookie that carries the session token. */
export const sessionCookie = 'pgai_session';

export const hashToken = (token: string) => createHash('sha256').update(token).digest();

export type Found = { session_id: string; user_id: string; role: Role | null };

/** Who holds this token, and their role in the team asked for: one round trip, on every request. */
@Injectable()
export class SessionLookup {
  constructor(private readonly pool: Pool) {}

  async find(token: string, teamId: string | null): Promise<Found | undefined> {
    const { rows } = await this.pool.query<Found>({
      name: 'session-lookup',
      text: `select s.session_id, s.user_id, m.role
             from app.session s
             left join read.team_member m on m.user_id = s.user_id and m.team_id = $2
             where s.token_hash = $1 and s.expires_at > now()`,
      values: [hashToken(token), teamId],
    });
    return rows[0];
  }
}
