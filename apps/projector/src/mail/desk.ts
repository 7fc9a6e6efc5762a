import type { Sealed } from '@pgai/domain/personal.js';
import { holderOf } from '@pgai/domain/teams/state.js';
import { team } from '@pgai/domain/teams/team.js';
import { view } from '@pgai/domain/views/view.js';
import type { EventStore } from '@pgai/event-store/event-store.js';
import { stateOf } from '@pgai/event-store/state-of.js';
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

  async isMember(teamId: string, userId: string) {
    return holderOf(await stateOf(this.store, team, `team-${teamId}`), userId) !== undefined;
  }

  async viewName(viewId: string) {
    const state = await stateOf(this.store, view, `view-${viewId}`);
    return state.status === 'absent' ? undefined : state.name;
  }

  /** What somebody said in a comment, by the event that says so. */
  async comment(viewId: string, eventId: string) {
    const said = (await this.store.read(`view_comments-${viewId}`)).find(({ id }) => id === eventId);
    return said && String(said.data.text);
  }

  private async personal(userId: string, field: 'email' | 'name') {
    const [registered] = await this.store.read(`user-${userId}`);
    if (registered?.type !== 'UserRegistered') return undefined;
    return (await this.vault.open(userId, registered.data[field] as Sealed)) ?? undefined;
  }
}
