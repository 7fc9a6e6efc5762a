import type { Me } from '@pgai/contracts/identity.js';
import type { Permission } from '@pgai/domain/permissions/permissions.js';
import { may } from '#lib/teams/role.ts';

type SettingsPage = { label: string; path: string; permission: Permission };

/** The parts of a team's settings, in their order; each shows to those who may see it. */
const pages: readonly SettingsPage[] = [
  { label: 'Team', path: '', permission: 'team:read' },
  { label: 'Members', path: '/members', permission: 'members:read' },
  { label: 'Invitations', path: '/invitations', permission: 'members:invite' },
  { label: 'Roles', path: '/roles', permission: 'members:read' },
  { label: 'Security', path: '/security', permission: 'security:read' },
  { label: 'API keys', path: '/api-keys', permission: 'api-keys:read' },
  { label: 'Limits', path: '/limits', permission: 'views:limit' },
  { label: 'Access reviews', path: '/access-reviews', permission: 'access-reviews:run' },
  { label: 'Privacy', path: '/privacy', permission: 'retention:read' },
];

export const settingsPages = (me: Me, teamId: string) =>
  pages
    .filter(({ permission }) => may(me, teamId, permission))
    .map(({ label, path }) => ({ label, href: `/teams/${teamId}/settings${path}` }));
