import type { Role } from '@pgai/contracts/identity.js';

/** What the server allows too; here only so that nobody types for nothing. */
export const mayRename = (role: Role) => role === 'owner' || role === 'admin';
