import type { Receipt } from '@pgai/contracts/receipt.js';
import type { SecurityPolicy, SetSecurityPolicy } from '@pgai/contracts/security-policy.js';
import { command, type Fetch, read } from '#lib/api/request.ts';

const path = (team: string) => `/api/teams/${team}/security-policy`;

export const getSecurityPolicy = (team: string, fetch: Fetch) => read<SecurityPolicy>(path(team), fetch);
export const setSecurityPolicy = (team: string, policy: SetSecurityPolicy) =>
  command<Receipt>(path(team), policy);
