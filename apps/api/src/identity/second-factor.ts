import { Injectable } from '@nestjs/common';
import type { SecondFactorProof } from '@pgai/contracts/second-factor.js';
import { DomainError } from '@pgai/domain/domain-error.js';
import { type UserCommand, user } from '@pgai/domain/users/user.js';
import { EventStore } from '@pgai/event-store/event-store.js';
import { handle } from '@pgai/event-store/handle.js';
import { generateURI } from 'otplib';
import type { Person } from '../platform/actor.js';
import type { CommandContext } from '../platform/command-context.js';
import { IdentityQueries } from './identity.queries.js';
import { Proof } from './proof.js';
import { SecondFactors } from './second-factors.js';
import { SecuredSessions } from './secured-sessions.js';

type Asker = Person & { ip: string };

/** Turning the second factor on and off. The fact comes first, then the rows: each step may be repeated by a retry. */
@Injectable()
export class SecondFactor {
  constructor(
    private readonly factors: SecondFactors,
    private readonly proof: Proof,
    private readonly secured: SecuredSessions,
    private readonly queries: IdentityQueries,
    private readonly store: EventStore,
  ) {}

  /** With the password, or whoever finds an open session could lock its owner out. */
  async enrol(asker: Asker, password: string) {
    const { email, email_verified } = await this.queries.known(asker.user_id);
    if (!email_verified)
      throw new DomainError(
        'forbidden',
        'email-not-verified',
        'Your e-mail address is not verified.',
        'Verify it first.',
      );
    await this.proof.password(asker, 'password', [password]);
    const secret = await this.factors.propose(asker.user_id);
    if (!secret) throw alreadyOn();
    return { secret, uri: generateURI({ issuer: 'pgai', label: email, secret }) };
  }

  async confirm(asker: Asker, code: string, context: CommandContext) {
    const { user_id, session_id } = asker;
    const { since } = await this.factors.state(user_id);
    if (since && context.firstTry) throw alreadyOn();
    const step = await this.proof.newApp(asker, code, !context.firstTry);
    await this.record(user_id, { type: 'EnableSecondFactor' }, context);
    const recovery_codes = await this.factors.confirm(user_id, step);
    await this.secured.add(session_id);
    return { recovery_codes };
  }

  async turnOff(asker: Asker, proof: SecondFactorProof, context: CommandContext) {
    const { since } = await this.factors.state(asker.user_id);
    if (since || context.firstTry) await this.prove(asker, proof, context);
    const receipt = await this.record(asker.user_id, { type: 'DisableSecondFactor' }, context);
    await this.factors.remove(asker.user_id);
    await this.secured.removeAllOf(asker.user_id);
    return receipt;
  }

  async replaceCodes(asker: Asker, proof: SecondFactorProof, context: CommandContext) {
    await this.prove(asker, proof, context);
    await this.record(asker.user_id, { type: 'ReplaceRecoveryCodes' }, context);
    return { recovery_codes: await this.factors.replaceCodes(asker.user_id) };
  }

  /** For a session that was opened without it. */
  async showIn(asker: Asker, code: string, { metadata }: CommandContext) {
    await this.requireOn(asker);
    await this.proof.code(asker, code, metadata);
    await this.secured.add(asker.session_id);
  }

  async state({ user_id, session_id }: Person) {
    const { since, left } = await this.factors.state(user_id);
    return {
      since: since?.toISOString() ?? null,
      recovery_codes_left: left,
      in_this_session: await this.secured.has(session_id),
    };
  }

  private async prove(asker: Asker, { password, totp }: SecondFactorProof, { metadata }: CommandContext) {
    await this.requireOn(asker);
    await this.proof.password(asker, 'password', [password]);
    await this.proof.code(asker, totp, metadata);
  }

  private async requireOn({ user_id }: Person) {
    if (!(await this.factors.state(user_id)).since)
      throw new DomainError('conflict', 'second-factor-off', 'Your account has no second factor.');
  }

  private record(userId: string, command: UserCommand, context: CommandContext) {
    return handle(this.store, user, `user-${userId}`, command, context);
  }
}

const alreadyOn = () =>
  new DomainError('conflict', 'second-factor-on', 'Your account has a second factor.', 'Turn it off first.');
