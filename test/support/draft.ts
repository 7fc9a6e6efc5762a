import { randomUUID } from 'node:crypto';
import type { Event } from '@pgai/domain/decider.js';
import type { Stack } from './app.ts';
import { metadata } from './event-log.ts';

/** What happened to a view, without anybody having asked for it. */
export const happened = (stack: Stack, viewId: string, ...events: Event[]) =>
  stack.store.append(
    `view-${viewId}`,
    events,
    'any',
    metadata(),
    events.map(() => randomUUID()),
  );

/** A view in this team, with a draft that is empty. */
export async function draftOf(stack: Stack, team_id: string, name = 'orders') {
  const view_id = randomUUID();
  const content = { profile: 'sql', description: '', sql: '', parameters: [] };
  const data = {
    team_id,
    connection_id: randomUUID(),
    name,
    content,
    content_hash: '',
    dependencies: [],
    imported_from: null,
  };
  await happened(stack, view_id, { type: 'ViewCreated', data } as never);
  return { view_id, name: `view:${view_id}:main` };
}
