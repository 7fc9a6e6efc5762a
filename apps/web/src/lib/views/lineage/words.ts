import type { ViewUse } from '@pgai/contracts/views.js';

/** What reads a view is called. */
export const useWords: Record<ViewUse['kind'], string> = {
  view: 'view',
  'database-view': 'view of the database',
  routine: 'function',
  policy: 'policy',
  endpoint: 'endpoint',
};
