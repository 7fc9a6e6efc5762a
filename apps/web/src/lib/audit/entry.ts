import type { AuditEntry } from '@pgai/contracts/audit.js';

/** The filters a link may set, each with its name for people and the list's parameter it becomes. */
export const filters = {
  action: { label: 'event', parameter: 'filter[action]' },
  actor_id: { label: 'who', parameter: 'filter[actor_id]' },
  resource_type: { label: 'kind', parameter: 'filter[resource_type]' },
  resource_id: { label: 'object', parameter: 'filter[resource_id]' },
  success: { label: 'done', parameter: 'filter[success]' },
  from: { label: 'after', parameter: 'filter[at][gt]' },
  to: { label: 'before', parameter: 'filter[at][lt]' },
  correlation_id: { label: 'correlation', parameter: 'filter[correlation_id]' },
} as const;
export type Filter = keyof typeof filters;
export const filterNames = Object.keys(filters) as Filter[];

export const whoOf = ({ actor_kind, actor_id, actor_name }: AuditEntry) =>
  actor_name ?? (actor_kind === 'user' ? 'Former member' : actor_id);

/** What is sealed says no more than that it is personal. */
const plain = (value: unknown): unknown => {
  if (typeof value !== 'object' || value === null) return value;
  return '$sealed' in value ? 'personal' : JSON.stringify(value);
};

/** What the event says, in one line: of an attempt in vain what was tried and why not. */
export const detailOf = ({ data, success, error_message }: AuditEntry) => {
  if (!success) return [data.action, error_message].filter(Boolean).join(': ');
  return Object.entries(data)
    .map(([name, value]) => `${name} ${plain(value)}`)
    .join(', ');
};

/** The same address with some of its parameters set, or taken out. */
export function linkTo(url: { pathname: string; search: string }, changes: Record<string, string | null>) {
  const next = new URLSearchParams(url.search);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) next.delete(name);
    else next.set(name, value);
  }
  return next.size > 0 ? `${url.pathname}?${next}` : url.pathname;
}

/** How a filter's value reads: times as people write them, the rest as it is. */
export const spoken = (name: Filter, value: string) =>
  name === 'from' || name === 'to' ? value.replace('T', ' ').replace(/(:\d\d)(\.\d+)?Z?$/, '$1') : value;
