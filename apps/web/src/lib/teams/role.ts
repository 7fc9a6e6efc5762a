import type { Role } from '@pgai/contracts/identity.js';

/** Owners and admins; the server says no to others. */
export const mayAudit = (role: Role) => role === 'owner' || role === 'admin';

/** What the server allows too; here only so that nobody types for nothing. */
export const mayRename = (role: Role) => role === 'owner' || role === 'admin';
