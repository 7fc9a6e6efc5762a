import { Injectable } from '@nestjs/common';
import type { Db } from '@pgai/db/pool.js';
import { DomainError } from '@pgai/domain/domain-error.js';
import { sql } from 'kysely';
import { listed } from '../platform/list.js';
import type { ListFields, ParsedList } from '../platform/list-query.js';
import { Tenancy } from '../platform/tenancy.js';

export const invitationFields = {
  email: { kind: 'text', sql: sql`coalesce(i.email, '')` },
  role: { kind: 'text', sql: sql.ref('i.role') },
  invited_at: { kind: 'time', sql: sql.ref('i.invited_at') },
  expires_at: { kind: 'time', sql: sql.ref('i.expires_at') },
} satisfies ListFields;

/** Why somebody need not be invited: they are there (null), or have this open invitation. */
export type Known = { invitation_id: string | null };

@Injectable()
export class InvitationQueries {
  constructor(private readonly tenancy: Tenancy) {}

  open(teamId: string, query: ParsedList) {
    return this.tenancy.team(teamId, (db) =>
      listed(openIn(db, teamId), invitationFields, sql.ref('i.invitation_id'), query).execute(),
    );
  }

  /** Which of these addresses are of members or invited, by the address in lower case. Of accounts elsewhere it says nothing. */
  async known(teamId: string, emails: readonly string[]): Promise<Map<string, Known>> {
    if (emails.length === 0) return new Map();
    const wanted = emails.map(bare);
    const rows = await this.tenancy.team(teamId, (db) =>
      db
        .selectFrom('read.team_member as m')
        .innerJoin('read.account as a', 'a.user_id', 'm.user_id')
        .where('m.team_id', '=', teamId)
        .where(sql`lower(a.email)`, 'in', wanted)
        .select([sql<string>`lower(a.email)`.as('email'), sql<string | null>`null::uuid`.as('invitation_id')])
        .unionAll(
          db
            .selectFrom('read.team_invitation as i')
            .where('i.team_id', '=', teamId)
            .where('i.state', '=', 'open')
            .where('i.expires_at', '>', sql<Date>`now()`)
            .where(sql`lower(i.email)`, 'in', wanted)
            .select([sql<string>`lower(i.email)`.as('email'), 'i.invitation_id']),
        )
        .execute(),
    );
    return new Map(rows.map(({ email, invitation_id }) => [email, { invitation_id }]));
  }

  /** @throws DomainError when there is nothing to invite; not when it is this very invitation, sent again */
  async mustBeNew(teamId: string, email: string, invitationId: string) {
    const refusal = knownAs((await this.known(teamId, [email])).get(bare(email)), invitationId);
    if (refusal) throw refusal;
  }
}

/** The refusal of an invitation that would be one too many; none when what is known is this very one. */
export function knownAs(known: Known | undefined, invitationId: string) {
  if (!known || known.invitation_id === invitationId) return undefined;
  if (known.invitation_id === null)
    return new DomainError('conflict', 'already-member', 'This person is already in the team.');
  return new DomainError(
    'conflict',
    'already-invited',
    'This address has an open invitation.',
    'Send that one again, or revoke it first.',
  );
}

export const bare = (email: string) => email.normalize('NFC').toLowerCase();

const openIn = (db: Db, teamId: string) =>
  db
    .selectFrom('read.team_invitation as i')
    .leftJoin('read.account as a', 'a.user_id', 'i.invited_by')
    .where('i.team_id', '=', teamId)
    .where('i.state', '=', 'open')
    .select([
      'i.invitation_id',
      'i.email',
      'i.role',
      'a.name as invited_by_name',
      'i.invited_at',
      'i.sent_at',
      'i.sent',
      'i.expires_at',
      sql<boolean>`i.expires_at <= now()`.as('expired'),
    ]);
