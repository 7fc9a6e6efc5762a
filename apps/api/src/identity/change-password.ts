import { Injectable } from '@nestjs/common';
import type { ChangePassword } from '@pgai/contracts/identity.js';
import { passwordFault } from '@pgai/contracts/password-rules.js';
import { user } from '@pgai/domain/users/user.js';
import { EventStore } from '@pgai/event-store/event-store.js';
import { handle } from '@pgai/event-store/handle.js';
import type { Person } from '../platform/actor.js';
import type { CommandContext } from '../platform/command-context.js';
import { ProblemError } from '../platform/problem.js';
import { ReadYourWrite } from '../platform/read-your-write.js';
import { Credentials } from './credentials.js';
import { IdentityQueries } from './identity.queries.js';
import { networkOf } from './network.js';
import { PasswordTries, tooManyAttempts } from './password-tries.js';
import { Sessions } from './sessions.js';

/** The fact first, then the new password, then every other session: each step may be repeated by a retry. */
@Injectable()
export class ChangeOfPassword {
  constructor(
    private readonly credentials: Credentials,
    private readonly tries: PasswordTries,
    private readonly sessions: Sessions,
    private readonly queries: IdentityQueries,
    private readonly readYourWrite: ReadYourWrite,
    private readonly store: EventStore,
  ) {}

  async change(
    { ip, ...actor }: Person & { ip: string },
    { current_password, new_password }: ChangePassword,
    context: CommandContext,
  ) {
    const id = actor.user_id;
    const email = await this.mayBecome(id, new_password);
    // a retry whose first try came through finds the new password where it brings the old one along
    const known = context.firstTry ? [current_password] : [current_password, new_password];
    const account = this.credentials.keyOf(email);
    const network = this.credentials.keyOf(networkOf(ip));
    const { matched, lockedUntil } = await this.tries.judge({ account, network }, () =>
      this.isOneOf(id, known),
    );
    if (lockedUntil) throw tooManyAttempts(lockedUntil.getTime() - Date.now());
    if (!matched) throw wrongPassword();

    const receipt = await handle(this.store, user, `user-${id}`, { type: 'ChangePassword' }, context);
    await this.credentials.setPassword(id, new_password);
    await this.sessions.revokeOthers(actor, context);
    return receipt;
  }

  private async mayBecome(userId: string, password: string) {
    const me = await this.readYourWrite.read(userId, { at_least: 0 }, () => this.queries.me(userId));
    const message = passwordFault(password, me);
    if (message)
      throw new ProblemError(422, 'invalid-input', `new_password: ${message}`, {
        errors: [{ field: 'new_password', code: 'custom', message }],
      });
    return me?.email ?? '';
  }

  private async isOneOf(userId: string, passwords: string[]) {
    for (const password of passwords) if (await this.credentials.isPasswordOf(userId, password)) return true;
    return false;
  }
}

function wrongPassword() {
  const message = 'This is not your current password.';
  return new ProblemError(403, 'wrong-password', message, {
    errors: [{ field: 'current_password', code: 'wrong-password', message }],
  });
}
