import type { Me } from '@pgai/contracts/identity.js';
import type { Member } from '@pgai/contracts/teams.js';
import { findMembers } from '#lib/teams/members.api.ts';
import type { Draft } from './draft.svelte.ts';

/** Who the members of the team are, for the ids that versions and comments carry. */
export class People {
  all = $state.raw<Member[]>([]);
  readonly #names = $derived(new Map(this.all.map(({ user_id, name }) => [user_id, name])));
  readonly #me: Me;

  constructor(me: Me, team: string) {
    this.#me = me;
    // without it the page stands as well, with fewer names
    findMembers(team, new URLSearchParams({ limit: '200' }), fetch).then(
      ({ data }) => (this.all = data),
      () => undefined,
    );
  }

  nameOf(id: string | null): string {
    if (id === null) return 'pgai';
    return id === this.#me.user_id ? this.#me.name : (this.#names.get(id) ?? 'Former member');
  }

  /** The first of somebody's names, where there is little room. */
  shortOf(id: string | null): string {
    return this.nameOf(id).split(/\s+/u)[0] ?? '';
  }
}

const known = new WeakMap<Draft, People>();

/** Asked for once for each editor, whichever pane needs it first. */
export function peopleOf(draft: Draft, me: Me, team: string): People {
  const found = known.get(draft) ?? new People(me, team);
  known.set(draft, found);
  return found;
}
