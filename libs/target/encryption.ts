import type { SslMode } from './target.js';

type Attempt = 'never' | 'if-offered' | 'always';

/** What libpq does in each mode: which attempts, in which order, and whether the certificate decides. */
export function encryptionOf(
  mode: SslMode,
  ca: string | undefined,
): { attempts: Attempt[]; verifies: boolean } {
  switch (mode) {
    case 'disable':
      return { attempts: ['never'], verifies: false };
    case 'allow':
      return { attempts: ['never', 'always'], verifies: false };
    case 'prefer':
      return { attempts: ['if-offered', 'never'], verifies: false };
    case 'require':
      return { attempts: ['always'], verifies: ca !== undefined };
    case 'verify-ca':
    case 'verify-full':
      return { attempts: ['always'], verifies: true };
  }
}
