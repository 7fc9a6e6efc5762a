import type { ChangePassword } from '@pgai/contracts/identity.js';
import type { Receipt } from '@pgai/contracts/receipt.js';
import type { EndedSessions, OpenSession, OpenSessions } from '@pgai/contracts/sessions.js';
import { command, type Fetch, read } from '#lib/api/request.ts';

export const changePassword = (passwords: ChangePassword) =>
  command<Receipt>('/api/me/change-password', passwords);
export const listSessions = (fetch: Fetch) => read<OpenSessions>('/api/me/sessions', fetch);
export const revokeSession = ({ session_id }: OpenSession) =>
  command<Receipt>(`/api/me/sessions/${session_id}/revoke`);
export const revokeOtherSessions = () => command<EndedSessions>('/api/me/sessions/revoke-others');
