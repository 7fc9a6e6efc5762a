import { DomainError } from '@pgai/domain/domain-error.js';
import { team } from '@pgai/domain/teams/team.js';
import type { EventStore } from '@pgai/event-store/event-store.js';
import { handle } from '@pgai/event-store/handle.js';
import type { PersonalVault } from '@pgai/vault/personal-vault.js';
import type pg from 'pg';
import { expireExport } from './expire-export.job.js';
import { systemContext } from './system-context.js';

type Means = { store: EventStore; pool: pg.Pool; vault: PersonalVault };
type Job = { user_id: string; event_id: string; correlation_id: string };

/**
 * What others wrote about the person under keys of its own: invitations to their address, exports made out to them. Both
 * end by their own rules; the answer names the keys that go with the person's.
 */
export async function withdrawMentions(means: Means, job: Job): Promise<string[]> {
  const { rows } = await means.pool.query<{ email: string | null; name: string | null }>(
    'select email, name from read.account where user_id = $1',
    [job.user_id],
  );
  const { email = null, name = null } = rows[0] ?? {};
  return [...(await invitations(means, job, email)), ...(await exports(means, job, [email, name]))];
}

/** The open ones are revoked; nobody can read the others again. */
async function invitations({ store, pool }: Means, job: Job, email: string | null) {
  const { rows } = await pool.query<{ invitation_id: string; team_id: string; state: string }>(
    `select invitation_id, team_id, state from read.team_invitation
     where accepted_by = $1 or lower(email) = lower($2)`,
    [job.user_id, email],
  );
  for (const { invitation_id, team_id, state } of rows) {
    if (state !== 'open') continue;
    const revoke = {
      type: 'RevokeInvitation',
      invitation_id,
      by: { kind: 'system', id: 'erasure' },
    } as const;
    const context = systemContext('erasure', team_id, job, `revoke ${invitation_id}`);
    await handle(store, team, `team-${team_id}`, revoke, context).catch((error: unknown) => {
      if (!(error instanceof DomainError)) throw error; // accepted or revoked meanwhile
    });
  }
  return rows.map(({ invitation_id }) => invitation_id);
}

/** A file says for whom it is, in its first line; it goes, and so does the name in the list. */
async function exports({ store, pool, vault }: Means, job: Job, words: (string | null)[]) {
  const { rows } = await pool.query<{ export_id: string; recipient: { $sealed: string } }>(
    'select export_id, recipient from read.audit_export',
  );
  const named: string[] = [];
  for (const { export_id, recipient } of rows) {
    const text = (await vault.open(export_id, recipient))?.toLowerCase();
    if (!text || !words.some((word) => word && text.includes(word.toLowerCase()))) continue;
    const { correlation_id } = job;
    await expireExport({ store, pool }, { export_id, event_id: export_id, correlation_id });
    named.push(export_id);
  }
  return named;
}
