import { DomainError } from '@pgai/domain/domain-error.js';
import { type Team, type TeamEvent, team } from '@pgai/domain/teams/team.js';
import { type User, type UserEvent, user } from '@pgai/domain/users/user.js';
import type { EventStore } from '@pgai/event-store/event-store.js';
import { handle } from '@pgai/event-store/handle.js';
import type { PersonalVault } from '@pgai/vault/personal-vault.js';
import type pg from 'pg';
import { destroyPerson } from './destroy-person.js';
import { systemContext } from './system-context.js';
import { withdrawMentions } from './withdraw-mentions.js';

export type ErasePerson = {
  user_id: string;
  /** the event that approved it; of an erasure that is applied again, the one that completed it */
  event_id: string;
  correlation_id: string;
};

type Stores = { store: EventStore; pool: pg.Pool; vault: PersonalVault };
const actor = 'erasure';

/**
 * Out of the teams, then the key and all rows, then the fact. Every step may be repeated, and the whole may be: that is
 * how an erasure is applied again to what an older backup brought back.
 */
export async function erasePerson({ store, pool, vault }: Stores, job: ErasePerson) {
  const stream = `user-${job.user_id}`;
  const state = (await store.read<UserEvent>(stream)).reduce<User>(user.evolve, user.initial);
  const approved = state.status === 'registered' && state.erasure === 'approved';
  if (!approved && state.status !== 'erased') return;

  const teams = await teamsOf(store, pool, job.user_id);
  const kept = teams.find(({ refused }) => refused);
  if (kept && approved) {
    const halt = { type: 'HaltErasure', team_id: kept.team_id } as const;
    await handle(store, user, stream, halt, systemContext(actor, null, job, 'halt-erasure'));
    return;
  }
  for (const { team_id, refused } of teams) {
    const remove = { type: 'RemoveMember', user_id: job.user_id, by: { kind: 'system', id: actor } } as const;
    if (!refused)
      await handle(
        store,
        team,
        `team-${team_id}`,
        remove,
        systemContext(actor, team_id, job, `leave ${team_id}`),
      );
  }
  await destroyPerson(pool, job.user_id, await withdrawMentions({ store, pool, vault }, job));
  await handle(
    store,
    user,
    stream,
    { type: 'CompleteErasure' },
    systemContext(actor, null, job, 'complete-erasure'),
  );
}

/**
 * The teams the person is in with others, and whether one would be left without an owner: since the approval another
 * owner may have gone. A team of one's own stays as it is, with nobody in it whom anybody knows.
 */
async function teamsOf(store: EventStore, pool: pg.Pool, userId: string) {
  const { rows } = await pool.query<{ team_id: string }>(
    `select m.team_id from read.team_member m where m.user_id = $1
     and exists (select from read.team_member o where o.team_id = m.team_id and o.user_id <> m.user_id)`,
    [userId],
  );
  return Promise.all(
    rows.map(async ({ team_id }) => {
      const history = await store.read<TeamEvent>(`team-${team_id}`);
      const state = history.reduce<Team>(team.evolve, team.initial);
      return { team_id, refused: refuses(state, userId) };
    }),
  );
}

function refuses(state: Team, userId: string) {
  try {
    team.decide({ type: 'RemoveMember', user_id: userId, by: { kind: 'system', id: actor } }, state);
    return false;
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return error.code === 'last-owner';
  }
}
