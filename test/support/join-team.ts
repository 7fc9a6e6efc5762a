import { randomUUID } from 'node:crypto';
import type { Role } from '@pgai/domain/permissions/role.js';
import type { TeamEvent } from '@pgai/domain/teams/team.js';
import type { Stack } from './app.ts';

/** What happened in a team, without anybody having asked for it. */
export const append = ({ store }: Stack, teamId: string, event: TeamEvent) =>
  store.append(
    `team-${teamId}`,
    [event],
    'any',
    {
      actor: { kind: 'system', id: 'test' },
      team_id: teamId,
      correlation_id: 'test',
      causation_id: null,
      request_id: randomUUID(),
      at: new Date().toISOString(),
      schema: 1,
    },
    [randomUUID()],
  );

/** Puts somebody into a team, as if they had been there for long. */
export const joinTeam = (stack: Stack, teamId: string, user_id: string, role: Role) =>
  append(stack, teamId, { type: 'MemberJoined', data: { user_id, role } });
