import Activity from '@lucide/svelte/icons/activity';
import House from '@lucide/svelte/icons/house';
import Settings from '@lucide/svelte/icons/settings';
import Users from '@lucide/svelte/icons/users';
import type { Entry } from '#lib/ui/palette.ts';

export type Section = { label: string; icon: Entry['icon']; href: string; keys?: string };

/** What is built, and nothing else. Without a team there is only what needs none. */
export function sections(team: string | undefined): { main: Section[]; foot: Section[] } {
  const system = { label: 'System', icon: Activity, href: '/health' };
  const teams = { label: 'Teams', icon: Users, href: '/teams', keys: 'g t' };
  if (!team) return { main: [teams], foot: [system] };
  return {
    main: [{ label: 'Home', icon: House, href: `/teams/${team}`, keys: 'g h' }, teams],
    foot: [system, { label: 'Settings', icon: Settings, href: `/teams/${team}/settings`, keys: 'g ,' }],
  };
}
