import { Injectable } from '@nestjs/common';
import { apiKey } from '@pgai/domain/api-keys/api-key.js';
import type { Grant } from '@pgai/domain/permissions/allows.js';
import type { Role } from '@pgai/domain/permissions/role.js';
import { noPolicy, type SecurityPolicy, turnedAway } from '@pgai/domain/teams/security-policy.js';
import { EventStore } from '@pgai/event-store/event-store.js';
import { stateOf } from '@pgai/event-store/state-of.js';
import { PersonalVault } from '@pgai/vault/personal-vault.js';
import { Pool } from 'pg';
import { refuseEnded, type SecretState } from './api-key-ended.js';
import { hashSecret, isSecret } from './api-key-secret.js';
import { wrongApiKey } from './problem.js';
import { TeamStates } from './team-states.js';
import { Tenancy } from './tenancy.js';

type Row = {
  api_key_id: string;
  team_id: string;
  shown_to: string;
  role: Role | null;
  limits: Grant[] | null;
  policy: SecurityPolicy | null;
  state: SecretState;
  refused_at: Date | null;
  ends_at: Date | null;
  unnoticed: boolean;
  in_doubt: boolean;
};
export type FoundKey = Omit<Row, 'role' | 'policy' | 'unnoticed' | 'in_doubt'> & { role: Role };
type Origin = { ip: string; user_agent: string };

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
    private readonly teams: TeamStates,
  ) {}

  /**
   * @throws ProblemError (401) that says why, but to whoever holds no real secret only that it is wrong; DomainError when
   * the team takes no requests from there
   */
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
    const { unnoticed, policy, in_doubt, ...found } = row;
    refuseEnded(found.state);
    await this.admit(found.team_id, in_doubt ? undefined : (policy ?? noPolicy), origin);
    const known = found.role ? { ...found, role: found.role } : await this.inLog(found);
    if (unnoticed) await this.note(hash, found, origin);
    return known;
  }

  /** A key comes from where its team lets people come from. Without a policy that is surely known, the log is asked. */
  private async admit(teamId: string, known: SecurityPolicy | undefined, { ip }: Origin) {
    const team = known ? undefined : await this.teams.current(teamId);
    const policy = known ?? (team?.status === 'active' ? team.policy : noPolicy);
    const refusal = turnedAway(policy, { address: ip, session: null });
    if (refusal) throw refusal;
  }

  /** The read model may be a moment behind a key that was just issued, so before saying no the log itself is asked. */
  private async inLog(found: Omit<FoundKey, 'role'>): Promise<FoundKey> {
    const key = await stateOf(this.store, apiKey, `api_key-${found.api_key_id}`);
    if (key.status === 'absent') throw wrongApiKey();
    const { role, limits, expires_at } = key;
    const over = expires_at !== null && Date.parse(expires_at) <= Date.now();
    if (key.status === 'revoked' || over) refuseEnded(over ? 'expired' : 'revoked');
    return {
      ...found,
      role,
      limits: limits && [...limits],
      ends_at: expires_at ? new Date(expires_at) : null,
    };
  }

  private async note(
    hash: Buffer,
    { team_id, shown_to }: { team_id: string; shown_to: string },
    origin: Origin,
  ) {
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
