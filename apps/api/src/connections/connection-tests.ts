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
import type { Actor } from '@pgai/domain/permissions/actor.js';
import { checkTarget } from '@pgai/target/check.js';
import { NetworkGuard } from '@pgai/target/guard.js';
import { SecretVault } from '@pgai/vault/secret-vault.js';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { ProblemError } from '../platform/problem.js';
import { credentialOf, settingsOf } from './fields.js';

export type Tell = (check: ConnectionCheck) => void;
const testsPerMinute = 60;

type Stored = { team_id: string; settings: Settings; credential: Credential };

/** Goes the way of a connection, with what a form says or with what is stored. */
@Injectable()
export class ConnectionTests {
  private readonly tries = new RateLimiterMemory({ points: testsPerMinute, duration: 60 });

  constructor(
    private readonly guard: NetworkGuard,
    private readonly vault: SecretVault,
  ) {}

  /** Each test dials a server: so many a minute are enough for somebody who types. @throws ProblemError (429) */
  async take({ kind, id }: Actor) {
    try {
      await this.tries.consume(`${kind} ${id}`);
    } catch (error) {
      if (!(error instanceof RateLimiterRes)) throw error;
      const seconds = Math.max(1, Math.ceil(error.msBeforeNext / 1_000));
      throw new ProblemError(
        429,
        'too-many-tests',
        `More than ${testsPerMinute} connections were tested in a minute.`,
        {
          headers: { 'Retry-After': `${seconds}` },
          hint: `Wait ${seconds} s, then try again.`,
        },
      );
    }
  }

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
