const days = 7;

/** From when to when an invitation counts that is sent now. */
export const expiryFrom = (at: string) => ({
  at,
  expires_at: new Date(Date.parse(at) + days * 24 * 3_600_000).toISOString(),
});
