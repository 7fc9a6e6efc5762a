import type { Moved } from '@pgai/contracts/live.js';

/** Which load functions depend on a read model. `app:me` carries the names of one's teams. */
const keys: Record<string, readonly string[]> = {
  'team-list': ['app:teams', 'app:me', 'app:invitations', 'app:security-policy'],
  'team-access': ['app:teams', 'app:me'],
  'api-key-list': ['app:api-keys'],
  'audit-ledger': ['app:audit'],
  'audit-export': ['app:exports'],
  erasure: ['app:erasures'],
  retention: ['app:retention'],
  'access-review': ['app:access-reviews'],
  schema: ['app:schema'],
  connection: ['app:connections'],
  view: ['app:views', 'app:view'],
  'view-figures': ['app:view'],
  'view-comments': ['app:view'],
  'view-presence': ['app:view-presence'],
  account: ['app:teams', 'app:me'],
};

export const keysOf = ({ model }: Moved): readonly string[] => keys[model] ?? [];
