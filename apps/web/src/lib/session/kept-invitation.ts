import { linkToken } from './link-token.ts';

const key = 'pgai-invitation';

/**
 * The token of an invitation, kept for this tab over signing in or up, and taken out of the address: it opens a team, and
 * addresses are shown, copied and remembered. A browser without storage has to open the link again after signing in.
 */
export function keepInvitation(): string {
  const token = linkToken();
  try {
    if (!token) return sessionStorage.getItem(key) ?? '';
    sessionStorage.setItem(key, token);
    history.replaceState(history.state, '', location.pathname);
  } catch {
    // no storage: the address keeps it
  }
  return token;
}

export function forgetInvitation() {
  try {
    sessionStorage.removeItem(key);
  } catch {
    // nothing was kept
  }
}
