import type { Settings } from '@pgai/domain/connections/settings.js';
import type { PoolSize, Target } from '@pgai/target/target.js';
import type { OpenCredential } from './credential.js';

/** Settings and what opens them, as the way to dial. */
export function targetOf(settings: Settings, credential: OpenCredential): { target: Target; size: PoolSize } {
  switch (settings.engine) {
    case 'postgres': {
      const { engine, ssl_mode, pool, ...place } = settings;
      return { target: { ...place, sslMode: ssl_mode, ...credential }, size: pool };
    }
  }
}
