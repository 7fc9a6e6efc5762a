import type { Me, ResetPassword, SignedIn, SignIn, SignInOptions, SignUp } from '@pgai/contracts/identity.js';
import type { Receipt } from '@pgai/contracts/receipt.js';
import { command, type Fetch, read, readOpen } from '#lib/api/request.ts';

export const signUp = (person: SignUp) => command<SignedIn>('/api/auth/sign-up', person);
export const signIn = (credentials: SignIn) => command<SignedIn>('/api/auth/sign-in', credentials);
export const signOut = () => command<void>('/api/auth/sign-out');
export const signInOptions = (fetch: Fetch) => readOpen<SignInOptions>('/api/auth/options', fetch);
export const requestPasswordReset = (email: string) =>
  command<object>('/api/auth/request-password-reset', { email });
export const resetPassword = (choice: ResetPassword) => command<void>('/api/auth/reset-password', choice);
export const verifyEmail = (token: string) => command<Receipt>('/api/auth/verify-email', { token });
export const getMe = (fetch: Fetch) => read<Me>('/api/me', fetch);

/** The API leaves a cookie that says no more than this, so that a visitor's first page need not ask in vain. */
export const hasSession = () => document.cookie.split('; ').includes('pgai_signed_in=1');
