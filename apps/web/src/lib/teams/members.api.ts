import type { Grant } from '@pgai/contracts/grants.js';
import type { Role } from '@pgai/contracts/identity.js';
import type { HandOver, MembersActivity, RoleChange, RoleRequests } from '@pgai/contracts/members.js';
import type { Receipt } from '@pgai/contracts/receipt.js';
import type { MemberList } from '@pgai/contracts/teams.js';
import { command, type Fetch, read } from '#lib/api/request.ts';

const path = (team: string) => `/api/teams/${team}`;
const member = (team: string, user: string, act: string) => `${path(team)}/members/${user}/${act}`;

export const findMembers = (team: string, query: URLSearchParams, fetch: Fetch) =>
  read<MemberList>(`${path(team)}/members?${query}`, fetch);
export const listActivity = (team: string, fetch: Fetch) =>
  read<MembersActivity>(`${path(team)}/members/activity`, fetch);
export const listRoleRequests = (team: string, fetch: Fetch) =>
  read<RoleRequests>(`${path(team)}/role-requests`, fetch);

export const changeRole = (team: string, user: string, role: Role) =>
  command<RoleChange>(member(team, user, 'change-role'), { role });
export const decideRoleChange = (team: string, request: string, how: 'approve' | 'reject' | 'withdraw') =>
  command<Receipt>(`${path(team)}/role-requests/${request}/${how}`);
export const removeMember = (team: string, user: string, how: HandOver) =>
  command<Receipt>(member(team, user, 'remove'), how);
export const deactivateMember = (team: string, user: string, how: HandOver) =>
  command<Receipt>(member(team, user, 'deactivate'), how);
export const reactivateMember = (team: string, user: string) =>
  command<Receipt>(member(team, user, 'reactivate'));
export const leaveTeam = (team: string, how: HandOver) => command<Receipt>(`${path(team)}/leave`, how);
export const grantPermission = (team: string, user: string, grant: Grant) =>
  command<Receipt>(member(team, user, 'grant'), grant);
export const revokeGrant = (team: string, user: string, grant: Grant) =>
  command<Receipt>(member(team, user, 'revoke-grant'), grant);
