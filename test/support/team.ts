import { randomUUID } from 'node:crypto';
import type { Role } from '@pgai/contracts/identity.js';
import { team } from '@pgai/domain/teams/team.js';
import { handle } from '@pgai/event-store/handle.js';
import type { Stack } from './app.ts';
import { metadata } from './event-log.ts';
import type { Person } from './person.ts';

/** Makes somebody a member, as an invitation would, and waits until everybody can see it. */
export async function join(stack: Stack, teamId: string, owner: Person, member: Person, role: Role) {
  const by = { kind: 'user', id: owner.id } as const;
  await handle(
    stack.store,
    team,
    `team-${teamId}`,
    { type: 'AddMember', user_id: member.id, role, by },
    {
      commandId: randomUUID(),
      metadata: metadata({ actor: by, team_id: teamId, at: new Date().toISOString() }),
    },
  );
  await stack.caughtUp();
}
