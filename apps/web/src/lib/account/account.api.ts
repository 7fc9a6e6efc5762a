import type { ChangePassword, Me } from '@pgai/contracts/identity.js';
import type { Receipt } from '@pgai/contracts/receipt.js';
import type {
  NewRecoveryCodes,
  ProposedSecondFactor,
  SecondFactorProof,
  SecondFactorState,
} from '@pgai/contracts/second-factor.js';
import type { EndedSessions, OpenSession, OpenSessions } from '@pgai/contracts/sessions.js';
import { command, type Fetch, read } from '#lib/api/request.ts';

export const changePassword = (passwords: ChangePassword) =>
  command<Receipt>('/api/me/change-password', passwords);
export const listSessions = (fetch: Fetch) => read<OpenSessions>('/api/me/sessions', fetch);
export const revokeSession = ({ session_id }: OpenSession) =>
  command<Receipt>(`/api/me/sessions/${session_id}/revoke`);
export const revokeOtherSessions = () => command<EndedSessions>('/api/me/sessions/revoke-others');

export const requestEmailVerification = () => command<Receipt>('/api/me/request-email-verification');

const factor = '/api/me/second-factor';
export const getSecondFactor = (fetch: Fetch) => read<SecondFactorState>(factor, fetch);
export const enrolSecondFactor = (password: string) =>
  command<ProposedSecondFactor>(`${factor}/enrol`, { password });
export const confirmSecondFactor = (totp: string) => command<NewRecoveryCodes>(`${factor}/confirm`, { totp });
export const showSecondFactor = (totp: string) => command<void>(`${factor}/show`, { totp });
export const turnOffSecondFactor = (proof: SecondFactorProof) =>
  command<Receipt>(`${factor}/turn-off`, proof);
export const replaceRecoveryCodes = (proof: SecondFactorProof) =>
  command<NewRecoveryCodes>(`${factor}/replace-recovery-codes`, proof);

/** Comes back once the account shows what the command did, so that what is loaded next has it. */
export const shownMe = ({ revision }: Receipt) => read<Me>(`/api/me?at_least=${revision}`);
