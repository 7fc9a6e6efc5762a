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

/** As `join`, by an invitation to the member's address. */
export async function joinByInvitation(
  stack: Stack,
  teamId: string,
  owner: Person,
  member: Person,
  role: Role,
) {
  const { body } = await owner.post(`/api/teams/${teamId}/invitations`, { email: member.email, role });
  await stack.caughtUp();
  const [invitation] = await stack.query(
    'select invitation_id from read.team_invitation where team_id = $1',
    [teamId],
  );
  if (!invitation) throw new Error(`no invitation: ${JSON.stringify(body)}`);
  const at = new Date().toISOString();
  await handle(
    stack.store,
    team,
    `team-${teamId}`,
    {
      type: 'AcceptInvitation',
      ...(invitation as { invitation_id: string }),
      user_id: member.id,
      request_id: randomUUID(),
      at,
    },
    {
      commandId: randomUUID(),
      metadata: metadata({ actor: { kind: 'user', id: member.id }, team_id: teamId, at }),
    },
  );
  await stack.caughtUp();
}
