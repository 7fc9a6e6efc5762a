import { Injectable } from '@nestjs/common';
import type { ChangePassword } from '@pgai/contracts/identity.js';
import { user } from '@pgai/domain/users/user.js';
import { EventStore } from '@pgai/event-store/event-store.js';
import { handle } from '@pgai/event-store/handle.js';
import type { Person } from '../platform/actor.js';
import type { CommandContext } from '../platform/command-context.js';
import { Credentials } from './credentials.js';
import { PasswordChoice } from './password-choice.js';
import { Proof } from './proof.js';
import { Sessions } from './sessions.js';

/** The fact first, then the new password, then every other session: each step may be repeated by a retry. */
@Injectable()
export class ChangeOfPassword {
  constructor(
    private readonly credentials: Credentials,
    private readonly choice: PasswordChoice,
    private readonly proof: Proof,
    private readonly sessions: Sessions,
    private readonly store: EventStore,
  ) {}

  async change(
    { ip, ...actor }: Person & { ip: string },
    { current_password, new_password }: ChangePassword,
    context: CommandContext,
  ) {
    const id = actor.user_id;
    await this.choice.check(id, new_password);
    // a retry whose first try came through finds the new password where it brings the old one along
    const known = context.firstTry ? [current_password] : [current_password, new_password];
    await this.proof.password({ user_id: id, ip }, 'current_password', known);

    const receipt = await handle(this.store, user, `user-${id}`, { type: 'ChangePassword' }, context);
    await this.credentials.setPassword(id, new_password);
    await this.sessions.revokeOthers(actor, context);
    return receipt;
  }
}
