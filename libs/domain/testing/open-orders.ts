import type { Actor } from '../permissions/actor.js';
import type { Role } from '../permissions/role.js';
import type { ViewEvent } from '../views/events.js';

/** A view for specs: its team, its people and how it began. */
export const team_id = 'meridian';
export const at = '2026-11-21T01:00:00.000Z';
export const later = '2026-11-21T01:15:00.000Z';

export const as = (role: Role, id = 'ada') => ({
  team_id,
  by: { kind: 'user', id } satisfies Actor as Actor,
  holder: { role },
  at,
});

/** The rules know a content by its hash, so a letter is enough. */
export const holding = (hash: string, profile: 'nocode' | 'sql' = 'nocode') => ({
  content: { profile, description: '' },
  content_hash: hash,
  dependencies: ['sales.orders'],
});

export const created: ViewEvent = {
  type: 'ViewCreated',
  data: { team_id, connection_id: 'shop', name: 'open_orders', ...holding('a'), imported_from: null },
};

export const committed = (branch: string, commit: number, parents: number[], hash: string): ViewEvent => ({
  type: 'ViewDraftCommitted',
  data: { branch, commit, parents, ...holding(hash), message: '', contributors: ['ada'] },
});

export const branched = (branch: string, base: number): ViewEvent => ({
  type: 'ViewBranched',
  data: { branch, from: 'main', base },
});

export const tagged = (version: string, commit: number, hash: string): ViewEvent[] => [
  {
    type: 'ViewVersionTagged',
    data: {
      version,
      commit,
      content_hash: hash,
      notes: '',
      bump: 'minor',
      proposed: 'minor',
      reason: null,
      restores: null,
      changes: [],
      columns: [],
    },
  },
  { type: 'ActiveViewVersionSet', data: { version } },
];

export const locked = (id: string): ViewEvent => ({
  type: 'ViewLocked',
  data: { owner: { kind: 'user', id }, until: later, reason: 'Deployment' },
});
