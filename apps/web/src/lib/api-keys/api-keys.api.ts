import type {
  ApiKey,
  ApiKeyList,
  ApiKeySecret,
  IssueApiKey,
  RotateApiKey,
} from '@pgai/contracts/api-keys.js';
import type { Receipt } from '@pgai/contracts/receipt.js';
import { command, type Fetch, read } from '#lib/api/request.ts';

const path = (team: string) => `/api/teams/${team}/api-keys`;

export const listApiKeys = (team: string, query: URLSearchParams, fetch: Fetch) =>
  read<ApiKeyList>(`${path(team)}?${query}`, fetch);
export const issueApiKey = (team: string, key: IssueApiKey) => command<ApiKeySecret>(path(team), key);
export const rotateApiKey = (team: string, { api_key_id }: ApiKey, how: RotateApiKey) =>
  command<ApiKeySecret>(`${path(team)}/${api_key_id}/rotate`, how);
export const revokeApiKey = (team: string, { api_key_id }: ApiKey) =>
  command<Receipt>(`${path(team)}/${api_key_id}/revoke`);

/** Comes back once the read model shows what the command did, so that what is loaded next has it. */
export const shownApiKey = (team: string, { id, revision }: { id: string; revision: number }) =>
  read<ApiKey>(`${path(team)}/${id}?at_least=${revision}`);
