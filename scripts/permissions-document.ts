import { permissionNames, ruleOf } from '@pgai/domain/permissions/permissions.js';
import { roles } from '@pgai/domain/permissions/role.js';

const yes = (is: boolean) => (is ? '✓' : '');
const row = (...cells: string[]) => `| ${cells.join(' | ')} |`;

const rows = () =>
  permissionNames.map((name) => {
    const { summary, roles: by, keys, fields } = ruleOf(name);
    const conditions = fields.map((field) => `\`${field}\``).join(', ');
    return row(`\`${name}\``, summary, ...roles.map((role) => yes(by.includes(role))), yes(keys), conditions);
  });

/** docs/permissions.md, from the table itself. `npm run check` compares; `npm run check -- -u` writes it anew. */
export const permissionsDocument = () =>
  [
    '# Who may do what',
    '',
    'Made from [the table](../libs/domain/permissions/permissions.ts) by `npm run check -- -u`; [every route of a team](routes.md)',
    'names one of these (`x-permission` in `/api/openapi.json`). A member has what the role gives and what was granted beside it, an API key',
    'what its role gives and its limits leave. A ✓ under API keys: a key whose role has it can do it; without, it is for',
    'people only. Conditions are the facts a grant or a limit may speak of.',
    '',
    row('permission', 'allows to', ...roles, 'API keys', 'conditions'),
    row('---', '---', ...roles.map(() => ':-:'), ':-:', '---'),
    ...rows(),
    '',
  ].join('\n');
