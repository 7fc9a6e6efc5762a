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
  /** false: it comes with a role only, as who could be granted it could grant himself the rest */
  grantable: boolean;
};

const everyone: readonly Role[] = ['owner', 'admin', 'developer', 'viewer'];
const admins: readonly Role[] = ['owner', 'admin'];
const builders: readonly Role[] = ['owner', 'admin', 'developer'];

const may = (summary: string, roles: readonly Role[], more: Partial<Rule> = {}): Rule => ({
  roles,
  keys: true,
  summary,
  fields: [],
  grantable: true,
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
  'members:invite': may('invite people', admins, { fields: ['role'] }),
  'members:leave': may('leave the team', everyone, { keys: false }),
  'members:activity': may('see when members were active', admins),
  'members:remove': may('remove members', admins, { keys: false, fields: ['role'] }),
  'members:deactivate': may('deactivate members and reactivate them', admins, {
    keys: false,
    fields: ['role'],
  }),
  'members:change-role': may('change the role of members', admins, {
    keys: false,
    fields: ['role'],
    grantable: false,
  }),
  'members:approve-role': may('approve a change of role', admins, { keys: false, grantable: false }),
  'members:grant': may('grant permissions to members', admins, { keys: false, grantable: false }),

  'security:read': may('see the security policy', admins),
  'security:set': may('set the security policy', ['owner'], { keys: false, grantable: false }),

  'audit:read': may('read the audit', admins),
  'audit:verify': may('compare the ledger with the log', admins),
  'audit:export': may('export the audit', admins),
  'audit:approve-export': may('approve an export', admins, { keys: false, grantable: false }),

  'api-keys:read': may('see the API keys', ['owner', 'admin', 'developer']),
  'api-keys:issue': may('issue an API key', admins, { keys: false, fields: ['role'] }),
  'api-keys:rotate': may('rotate an API key', admins, { keys: false, fields: ['role'] }),
  'api-keys:revoke': may('revoke an API key', admins, { keys: false, fields: ['role'] }),
  'erasures:decide': may('decide about requests to be erased', ['owner'], { keys: false, grantable: false }),
  'retention:read': may('see how long rows are kept', admins),
  'retention:set': may('set how long rows are kept', admins, { keys: false }),
  'access-reviews:run': may('review who has access', admins, { keys: false, grantable: false }),
  'connections:read': may('see connections', everyone),
  'connections:create': may('connect a database', admins, { fields: ['name', 'engine'] }),
  'connections:update': may('change a connection', admins, { fields: ['name', 'engine'] }),
  'connections:delete': may('archive a connection', admins, { fields: ['name', 'engine'] }),
  'connections:test': may('test a connection', builders, { fields: ['name', 'engine'] }),

  'schema:read': may('see schemas', everyone),
  'schema:refresh': may('read a schema again', builders),
  'schema:annotate': may('write notes to a schema', builders),
  'schema:examples': may('see masked examples of what columns hold', builders),
  'schema:decide': may('decide what to do about drift', builders),

  'views:read': may('see views, their drafts and versions', everyone),
  'views:create': may('make views', builders, { fields: ['name'] }),
  'views:edit': may('edit drafts of views, commit and branch them', builders, { fields: ['name'] }),
  'views:run': may('run a view to see rows, times and plans', builders, { fields: ['name'] }),
  'views:write-sql': may('write a view as SQL', builders, { fields: ['name'] }),
  'views:version': may('make versions of views and go back to one', builders, { fields: ['name'] }),
  'views:lock': may('lock a view while it is deployed', builders, { fields: ['name'] }),
  'views:archive': may('archive a view', admins, { fields: ['name'] }),
  'views:limit': may('limit how large views may be', admins, { keys: false }),
  'views:comment': may('comment on views', everyone, { keys: false }),
} as const satisfies Record<string, Rule>;

export type Permission = keyof typeof permissions;

export const permissionNames = Object.keys(permissions) as Permission[];

export const isPermission = (name: string): name is Permission => Object.hasOwn(permissions, name);

export const ruleOf = (permission: Permission): Rule => permissions[permission];
