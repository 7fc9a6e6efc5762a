import { challenge as headers, ProblemError } from './problem.js';

/** What a secret is worth; the last four: nothing any more. */
export type SecretState = 'active' | 'old' | 'too_old' | 'replaced' | 'expired' | 'revoked';

const hint = 'Issue a new key in the settings of the team.';

export function refuseEnded(state: SecretState) {
  switch (state) {
    case 'revoked':
      throw new ProblemError(401, 'api-key-revoked', 'This API key was revoked.', { hint, headers });
    case 'expired':
      throw new ProblemError(401, 'api-key-expired', 'This API key has expired.', { hint, headers });
    case 'replaced':
      throw new ProblemError(401, 'api-key-expired', 'This secret was replaced by a newer one.', {
        hint: 'Use the newer secret of the same API key.',
        headers,
      });
    case 'too_old':
      throw new ProblemError(401, 'key-too-old', 'This secret is older than the team allows.', {
        hint: 'Rotate the API key in the settings of the team.',
        headers,
      });
  }
}
