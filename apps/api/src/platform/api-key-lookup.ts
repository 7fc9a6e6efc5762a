import { Injectable } from '@nestjs/common';
import { apiKey } from '@pgai/domain/api-keys/api-key.js';
import type { Grant } from '@pgai/domain/permissions/allows.js';
import type { Role } from '@pgai/domain/permissions/role.js';
import { EventStore } from '@pgai/event-store/event-store.js';
import { PersonalVault } from '@pgai/vault/personal-vault.js';
import { Pool } from 'pg';
import { hashSecret, isSecret } from './api-key-secret.js';
import { ProblemError } from './problem.js';
import { Tenancy } from './tenancy.js';

type State = 'active' | 'old' | 'too_old' | 'replaced' | 'expired' | 'revoked';
type Row = {
  api_key_id: string;
  team_id: string;
  shown_to: string;
  role: Role | null;
  limits: Grant[] | null;
  state: State;
  refused_at: Date | null;
  ends_at: Date | null;
  unnoticed: boolean;
};
export type FoundKey = Omit<Row, 'role' | 'unnoticed'> & { role: Role };
export type Origin = { ip: string; user_agent: string };

/**
 * Whose API key this is and what it is worth now: one round trip, on every request. A second one, once a minute, notes
 * that the key is in use. There is no lock-out: nobody guesses 256 bits, what is mistyped fails its checksum before any
 * question, and a limit per network would refuse the right key of a neighbour, or cost as much as the question it saves.
 */
@Injectable()
export class ApiKeyLookup {
  constructor(
    private readonly pool: Pool,
    private readonly store: EventStore,
    private readonly vault: PersonalVault,
    private readonly tenancy: Tenancy,
  ) {}

  /** @throws ProblemError (401) that says why; only to whoever holds a real secret more than "wrong" */
  async find(secret: string, origin: Origin): Promise<FoundKey> {
    if (!isSecret(secret)) throw wrongApiKey();
    const hash = hashSecret(secret);
    const { rows } = await this.pool.query<Row>({
      name: 'api-key-lookup',
      text: 'select * from app.api_key_of($1)',
      values: [hash],
    });
    const [row] = rows;
    if (!row) throw wrongApiKey();
    const { unnoticed, ...found } = row;
    refuseEnded(found);
    const known = found.role ? { ...found, role: found.role } : await this.inLog(found);
    if (unnoticed) await this.note(hash, found, origin);
    return known;
  }

  /** The read model may be a moment behind a key that was just issued, so before saying no the log itself is asked. */
  private async inLog(found: Omit<Row, 'unnoticed'>): Promise<FoundKey> {
    const history = await this.store.read(`api_key-${found.api_key_id}`);
    const key = (history as never[]).reduce(apiKey.evolve, apiKey.initial);
    if (key.status === 'absent') throw wrongApiKey();
    const { role, limits, expires_at } = key;
    const over = expires_at !== null && Date.parse(expires_at) <= Date.now();
    if (key.status === 'revoked' || over) refuseEnded({ ...found, state: over ? 'expired' : 'revoked' });
    return { ...found, role, limits: limits && [...limits], ends_at: expires_at ? new Date(expires_at) : null };
  }

  private async note(hash: Buffer, { team_id, shown_to }: { team_id: string; shown_to: string }, origin: Origin) {
    const { $sealed } = await this.vault.seal(shown_to, JSON.stringify(origin));
    await this.tenancy.team(team_id, (db) =>
      db
        .updateTable('app.api_key_secret')
        .set({ last_used_at: new Date(), last_used_from: $sealed })
        .where('secret_hash', '=', hash)
        .execute(),
    );
  }
}

const challenge = { 'WWW-Authenticate': 'Bearer realm="pgai", error="invalid_token"' };
const refused = (code: string, detail: string, hint: string) =>
  new ProblemError(401, code, detail, { hint, headers: challenge });

export const wrongApiKey = () =>
  new ProblemError(401, 'wrong-api-key', 'This is no API key of this pgai.', {
    hint: 'Send it as "Authorization: Bearer pgai_…", whole, as it was shown.',
    headers: challenge,
  });

const issueAnother = 'Issue a new key in the settings of the team.';

function refuseEnded({ state }: { state: State }) {
  switch (state) {
    case 'revoked':
      throw new ProblemError(401, 'api-key-revoked', 'This API key was revoked.', {
        hint: issueAnother,
        headers: challenge,
      });
    case 'expired':
      throw refused('api-key-expired', 'This API key has expired.', issueAnother);
  }
}
