import type { Sealed } from '@pgai/domain/personal.js';
import type { EventStore } from '@pgai/event-store/event-store.js';
import type { PersonalVault } from '@pgai/vault/personal-vault.js';
import type pg from 'pg';

/** What a mail is written with: who people and teams are just now, from the log itself, as no read model may be behind. */
export class Desk {
  constructor(
    readonly pool: pg.Pool,
    readonly store: EventStore,
    readonly vault: PersonalVault,
  ) {}

  /** Undefined when there is no such account, or the person was erased. */
  async addressOf(userId: string) {
    return this.personal(userId, 'email');
  }

  async nameOf(userId: string) {
    return this.personal(userId, 'name');
  }

  async isVerified(userId: string) {
    return (await this.store.read(`user-${userId}`)).some(({ type }) => type === 'EmailVerified');
  }

  async teamName(teamId: string) {
    const named = (await this.store.read(`team-${teamId}`)).findLast(
      ({ type }) => type === 'TeamCreated' || type === 'TeamRenamed',
    );
    return named && String(named.data.name);
  }

  private async personal(userId: string, field: 'email' | 'name') {
    const [registered] = await this.store.read(`user-${userId}`);
    if (registered?.type !== 'UserRegistered') return undefined;
    return (await this.vault.open(userId, registered.data[field] as Sealed)) ?? undefined;
  }
}
