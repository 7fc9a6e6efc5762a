import type { Me } from '@pgai/contracts/identity.js';
import { type Holder, mayAllow } from '@pgai/domain/permissions/allows.js';
import type { Permission } from '@pgai/domain/permissions/permissions.js';

/** What the server allows too, by the same table; here only so that nobody types for nothing. */
export function may(me: Me, teamId: string | undefined, permission: Permission): boolean {
  const team = me.teams.find(({ team_id }) => team_id === teamId);
  return team !== undefined && mayAllow(team as Holder, permission); // on the wire a permission is any text
}
