import type {
  ImportMembers,
  ImportResult,
  Invitation,
  InvitationList,
  InvitationOffer,
  Invite,
} from '@pgai/contracts/invitations.js';
import type { Receipt } from '@pgai/contracts/receipt.js';
import { command, type Fetch, read } from '#lib/api/request.ts';

const path = (team: string) => `/api/teams/${team}/invitations`;

export const listInvitations = (team: string, query: URLSearchParams, fetch: Fetch) =>
  read<InvitationList>(`${path(team)}?${query}`, fetch);
/** The receipt is the invitation's; the revision is the team's. */
export const invite = (team: string, person: Invite) => command<Receipt>(path(team), person);
export const resendInvitation = (team: string, { invitation_id }: Invitation) =>
  command<Receipt>(`${path(team)}/${invitation_id}/resend`);
export const revokeInvitation = (team: string, { invitation_id }: Invitation) =>
  command<Receipt>(`${path(team)}/${invitation_id}/revoke`);
export const importMembers = (team: string, list: ImportMembers) =>
  command<ImportResult>(`/api/teams/${team}/members/import`, list);

export const lookAtInvitation = (token: string) =>
  command<InvitationOffer>('/api/invitations/look', { token });
export const acceptInvitation = (token: string) => command<Receipt>('/api/invitations/accept', { token });
