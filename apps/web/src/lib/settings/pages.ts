import type { Me } from '@pgai/contracts/identity.js';
import type { Permission } from '@pgai/domain/permissions/permissions.js';
import { may } from '#lib/teams/role.ts';

type SettingsPage = { label: string; path: string; permission: Permission };

/** The parts of a team's settings, in their order; each shows to those who may see it. */
const pages: readonly SettingsPage[] = [
  { label: 'Team', path: '', permission: 'team:read' },
  { label: 'API keys', path: '/api-keys', permission: 'api-keys:read' },
  { label: 'Access reviews', path: '/access-reviews', permission: 'access-reviews:run' },
  { label: 'Privacy', path: '/privacy', permission: 'retention:read' },
];

export const settingsPages = (me: Me, teamId: string) =>
  pages
    .filter(({ permission }) => may(me, teamId, permission))
    .map(({ label, path }) => ({ label, href: `/teams/${teamId}/settings${path}` }));
