import type { Me, SignedIn, SignIn, SignUp } from '@pgai/contracts/identity.js';
import { command, type Fetch, read } from '#lib/api/request.ts';

export const signUp = (person: SignUp) => command<SignedIn>('/api/auth/sign-up', person);
export const signIn = (credentials: SignIn) => command<SignedIn>('/api/auth/sign-in', credentials);
export const signOut = () => command<void>('/api/auth/sign-out');
export const getMe = (fetch: Fetch) => read<Me>('/api/me', fetch);
