import type { Receipt } from '@pgai/contracts/receipt.js';
import type { CreateTeam, MemberList, RenameTeam, Team, TeamList } from '@pgai/contracts/teams.js';
import { command, type Fetch, read } from '#lib/api/request.ts';

export const listTeams = (query: URLSearchParams, fetch: Fetch) =>
  read<TeamList>(`/api/teams?${query}`, fetch);
export const getTeam = (id: string, fetch: Fetch) => read<Team>(`/api/teams/${id}`, fetch);
export const listMembers = (id: string, fetch: Fetch) =>
  read<MemberList>(`/api/teams/${id}/members?limit=200`, fetch);

export const createTeam = (team: CreateTeam) => command<Receipt>('/api/teams', team);
export const renameTeam = ({ team_id, revision }: Team, to: RenameTeam) =>
  command<Receipt>(`/api/teams/${team_id}/rename`, to, revision);

/** Comes back once the read model shows what the command did, so that what is loaded next has it. */
export const shownTeam = ({ id, revision }: Receipt) => read<Team>(`/api/teams/${id}?at_least=${revision}`);
