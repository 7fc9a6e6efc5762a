import type { Role } from './role.js';

type Rule = {
  /** who has it by role; others may be granted it */
  roles: readonly Role[];
  /** false: for people only, whatever the role of an API key */
  keys: boolean;
  /** what it allows, as the end of "may …" */
  summary: string;
  /** what a condition may speak of: facts that the command or the resource brings along */
  fields: readonly string[];
};

const everyone: readonly Role[] = ['owner', 'admin', 'developer', 'viewer'];
const admins: readonly Role[] = ['owner', 'admin'];
const builders: readonly Role[] = ['owner', 'admin', 'developer'];

const may = (summary: string, roles: readonly Role[], more: Partial<Rule> = {}): Rule => ({
  roles,
  keys: true,
  summary,
  fields: [],
  ...more,
});

/**
 * Who may do what in a team, as `<resource>:<verb>`. The one table: guards, deciders, the page that shows it and the
 * test of every route read it.
 */
export const permissions = {
  'team:read': may('see the team', everyone),
  'team:rename': may('rename the team', admins),

  'members:read': may('see who is in the team', everyone),
  'members:add': may('add a member', admins, { fields: ['role'] }),

  'audit:read': may('read the audit', admins),
  'audit:verify': may('compare the ledger with the log', admins),
  'audit:export': may('export the audit', admins),

  'connections:read': may('see connections', everyone),
  'connections:create': may('connect a database', admins, { fields: ['name', 'engine'] }),
  'connections:update': may('change a connection', admins, { fields: ['name', 'engine'] }),
  'connections:delete': may('archive a connection', admins, { fields: ['name', 'engine'] }),
  'connections:test': may('test a connection', builders, { fields: ['name', 'engine'] }),

  'schema:read': may('see schemas', everyone),
  'schema:refresh': may('read a schema again', builders),
  'schema:annotate': may('write notes to a schema', builders),
  'schema:decide': may('decide what to do about drift', builders),
} as const satisfies Record<string, Rule>;

export type Permission = keyof typeof permissions;

export const permissionNames = Object.keys(permissions) as Permission[];

export const ruleOf = (permission: Permission): Rule => permissions[permission];
