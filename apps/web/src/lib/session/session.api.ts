import type { Me, SignedIn, SignIn, SignUp } from '@pgai/contracts/identity.js';
import { command, type Fetch, read } from '#lib/api/request.ts';

export const signUp = (person: SignUp) => command<SignedIn>('/api/auth/sign-up', person);
export const signIn = (credentials: SignIn) => command<SignedIn>('/api/auth/sign-in', credentials);
export const signOut = () => command<void>('/api/auth/sign-out');
export const getMe = (fetch: Fetch) => read<Me>('/api/me', fetch);

/** The API leaves a cookie that says no more than this, so that a visitor's first page need not ask in vain. */
export const hasSession = () => document.cookie.split('; ').includes('pgai_signed_in=1');
