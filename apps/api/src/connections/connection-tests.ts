import { Injectable } from '@nestjs/common';
import { openCredential } from '@pgai/connections/credential.js';
import { targetOf } from '@pgai/connections/target-of.js';
import {
  type CheckName,
  type ConnectionCheck,
  type ConnectionTest,
  ServerFacts,
} from '@pgai/contracts/connection-checks.js';
import type { TestConnection } from '@pgai/contracts/connections.js';
import type { Credential } from '@pgai/domain/connections/connection.js';
import type { Settings } from '@pgai/domain/connections/settings.js';
import { checkTarget } from '@pgai/target/check.js';
import { NetworkGuard } from '@pgai/target/guard.js';
import { SecretVault } from '@pgai/vault/secret-vault.js';
import { ProblemError } from '../platform/problem.js';
import { credentialOf, settingsOf } from './fields.js';

type Tell = (check: ConnectionCheck) => void;
type Stored = { team_id: string; settings: Settings; credential: Credential };

/** Goes the way of a connection, with what a form says or with what is stored. */
@Injectable()
export class ConnectionTests {
  constructor(
    private readonly guard: NetworkGuard,
    private readonly vault: SecretVault,
  ) {}

  async ofFields(fields: TestConnection, tell?: Tell): Promise<ConnectionTest> {
    return this.of(settingsOf(fields), credentialOf(fields), tell);
  }

  /** The caller has recorded the access. */
  async ofStored(connectionId: string, { team_id, settings, credential }: Stored, tell?: Tell) {
    const place = { teamId: team_id, ownerId: connectionId };
    return this.of(settings, await openCredential(this.vault, place, credential.secret_id), tell);
  }

  async of(
    settings: Settings,
    credential: ReturnType<typeof credentialOf>,
    tell?: Tell,
  ): Promise<ConnectionTest> {
    const { target, size } = targetOf(settings, credential);
    const { ok, checks, server } = await checkTarget(target, size, this.guard, tell);
    return { ok, checks, server: server ? ServerFacts.parse(server) : null };
  }
}

/** @throws ProblemError when something failed, or a warning was not accepted. Answers what was accepted. */
export function accepted({ ok, checks }: ConnectionTest, overrides: readonly CheckName[]): CheckName[] {
  const failed = checks.find(({ status }) => status === 'failed');
  if (!ok || failed)
    throw new ProblemError(422, 'connection-failed', failed?.detail ?? 'The database cannot be reached.', {
      hint: failed?.hint,
      checks,
    });
  const warnings = checks.filter(({ status }) => status === 'warning').map(({ name }) => name);
  const open = checks.find(({ name, status }) => status === 'warning' && !overrides.includes(name));
  if (open)
    throw new ProblemError(422, 'warnings-not-accepted', open.detail, {
      hint: `Mend it, or accept it by name in overrides: ${warnings.join(', ')}.`,
      checks,
    });
  return warnings;
}
