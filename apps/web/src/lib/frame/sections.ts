import Activity from '@lucide/svelte/icons/activity';
import Combine from '@lucide/svelte/icons/combine';
import House from '@lucide/svelte/icons/house';
import Plug from '@lucide/svelte/icons/plug';
import ScrollText from '@lucide/svelte/icons/scroll-text';
import Settings from '@lucide/svelte/icons/settings';
import TableProperties from '@lucide/svelte/icons/table-properties';
import Users from '@lucide/svelte/icons/users';
import type { Me } from '@pgai/contracts/identity.js';
import { may } from '#lib/teams/role.ts';
import type { Entry } from '#lib/ui/palette.ts';

export type Section = { label: string; icon: Entry['icon']; href: string; keys?: string };

/** Whether a page is of this section: Home is one page, the others have pages below. */
export const isHere = ({ href }: Section, pathname: string) =>
  pathname === href || (href.split('/').length > 3 && pathname.startsWith(`${href}/`));

/** What is built and open to this person, and nothing else. Without a team there is only what needs none. */
export function sections(team: string | undefined, me: Me): { main: Section[]; foot: Section[] } {
  const system = { label: 'System', icon: Activity, href: '/health' };
  const teams = { label: 'Teams', icon: Users, href: '/teams', keys: 'g t' };
  if (!team) return { main: [teams], foot: [system] };
  const home = { label: 'Home', icon: House, href: `/teams/${team}`, keys: 'g h' };
  const connections = {
    label: 'Connections',
    icon: Plug,
    href: `/teams/${team}/connections`,
    keys: 'g c',
  };
  const schema = { label: 'Schema', icon: TableProperties, href: `/teams/${team}/schema`, keys: 'g s' };
  const views = { label: 'Views', icon: Combine, href: `/teams/${team}/views`, keys: 'g v' };
  const audit = { label: 'Audit', icon: ScrollText, href: `/teams/${team}/audit`, keys: 'g a' };
  return {
    main: [home, connections, schema, views, ...(may(me, team, 'audit:read') ? [audit] : []), teams],
    foot: [system, { label: 'Settings', icon: Settings, href: `/teams/${team}/settings`, keys: 'g ,' }],
  };
}
