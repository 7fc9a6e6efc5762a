import type { AuditEntry } from '@pgai/contracts/audit.js';

/** The filters a link may set, each by the column it is of. */
export const filters = {
  action: 'event',
  actor_id: 'who',
  resource_id: 'object',
  correlation_id: 'correlation',
} as const;
export type Filter = keyof typeof filters;

export const whoOf = ({ actor_kind, actor_id, actor_name }: AuditEntry) =>
  actor_name ?? (actor_kind === 'user' ? 'Former member' : actor_id);

/** What the event says, in one line; what is sealed stays so. */
export const detailOf = ({ data }: AuditEntry) =>
  Object.entries(data)
    .map(([name, value]) => `${name} ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(', ');

/** The same address with some of its parameters set, or taken out. */
export function linkTo(url: { pathname: string; search: string }, changes: Record<string, string | null>) {
  const next = new URLSearchParams(url.search);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) next.delete(name);
    else next.set(name, value);
  }
  return next.size > 0 ? `${url.pathname}?${next}` : url.pathname;
}
