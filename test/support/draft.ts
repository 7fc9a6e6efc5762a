import { randomUUID } from 'node:crypto';
import type { ViewEvent } from '@pgai/domain/views/events.js';
import type { Stack } from './app.ts';
import { metadata } from './event-log.ts';

/** What happened to a view, without anybody having asked for it. */
export const happened = (stack: Stack, team_id: string, viewId: string, ...events: ViewEvent[]) =>
  stack.store.append(
    `view-${viewId}`,
    events,
    'any',
    metadata({ team_id, actor: { kind: 'user', id: randomUUID() }, at: new Date().toISOString() }),
    events.map(() => randomUUID()),
  );

/** A view in this team that says nothing yet. */
export async function draftOf(stack: Stack, team_id: string, sql = '') {
  const view_id = randomUUID();
  const data = {
    team_id,
    connection_id: randomUUID(),
    name: `v_${view_id.slice(0, 8)}`,
    content: { profile: 'sql' as const, description: '', sql, parameters: [] },
    content_hash: 'none',
    dependencies: [],
    imported_from: null,
  };
  await happened(stack, team_id, view_id, { type: 'ViewCreated', data });
  return { view_id, name: `view:${view_id}:main` };
}
