import { passwordFault } from '@pgai/contracts/password-rules.js';

/** What to say below a new password while it is typed: the API's own reason, before it has to refuse. */
export const passwordHint = (typed: string, person: { email: string; name: string }) =>
  passwordFault(typed, person) ?? 'Long enough, and not one of those guessed first.';
