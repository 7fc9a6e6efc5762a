/** From most to least. */
export const roles = ['owner', 'admin', 'developer', 'viewer'] as const;

export type Role = (typeof roles)[number];
