import type { IdentityStart, IdentityState, SignedInElsewhere } from '@pgai/contracts/identity-provider.js';
import type { Receipt } from '@pgai/contracts/receipt.js';
import { command, type Fetch, read } from '#lib/api/request.ts';

export const startSignIn = (return_to: string) =>
  command<IdentityStart>('/api/auth/identity/start', { return_to });
export const finishSignIn = (query: string) =>
  command<SignedInElsewhere>('/api/auth/identity/finish', { query });
export const finishByCode = (totp: string) =>
  command<SignedInElsewhere>('/api/auth/identity/second-factor', { totp });

export const getIdentity = (fetch: Fetch) => read<IdentityState>('/api/me/identity', fetch);
export const startLink = (password: string) => command<IdentityStart>('/api/me/identity/start', { password });
export const linkIdentity = (query: string) => command<Receipt>('/api/me/identity/link', { query });
export const unlinkIdentity = (password: string) => command<Receipt>('/api/me/identity/unlink', { password });
