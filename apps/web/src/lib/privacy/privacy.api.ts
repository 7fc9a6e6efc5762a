import type {
  AskOwnData,
  MyErasure,
  RequestErasure,
  Retention,
  SetRetention,
  WaitingErasure,
  WaitingErasures,
} from '@pgai/contracts/privacy.js';
import type { Receipt } from '@pgai/contracts/receipt.js';
import { problemOf } from '#lib/api/problem-error.ts';
import { command, type Fetch, read } from '#lib/api/request.ts';

export const getMyErasure = (fetch: Fetch) => read<MyErasure>('/api/me/erasure', fetch);
export const requestErasure = (request: RequestErasure) => command<Receipt>('/api/me/erasure', request);
export const withdrawErasure = () => command<Receipt>('/api/me/erasure/withdraw');
/** Comes back once the read model shows it. What was asked before changes nothing, so there is nothing to wait for. */
export const shownErasure = ({ revision }: Receipt) =>
  read<MyErasure>(`/api/me/erasure?at_least=${revision}`).catch((error) => {
    if (problemOf(error).code !== 'read-model-behind') throw error;
    return read<MyErasure>('/api/me/erasure');
  });
export const getOwnData = (ask: AskOwnData) => command<unknown>('/api/me/data', ask);

export const listErasures = (team: string, fetch: Fetch) =>
  read<WaitingErasures>(`/api/teams/${team}/erasures`, fetch);
export const decideErasure = (team: string, { user_id }: WaitingErasure, decision: 'approve' | 'reject') =>
  command<Receipt>(`/api/teams/${team}/erasures/${user_id}/${decision}`);

export const getRetention = (team: string, fetch: Fetch) =>
  read<Retention>(`/api/teams/${team}/retention`, fetch);
export const setRetention = (team: string, to: SetRetention) =>
  command<Receipt>(`/api/teams/${team}/retention`, to);

/** Comes back once the read model shows it. */
export const shownRetention = ({ id, revision }: Receipt) =>
  read<Retention>(`/api/teams/${id}/retention?at_least=${revision}`);
