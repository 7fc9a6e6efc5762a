import { z } from 'zod';

/** Where to come back to once signed in: a path of this site. */
export const StartIdentity = z
  .strictObject({ return_to: z.string().max(2_000).optional() })
  .meta({ id: 'StartIdentity' });
export type StartIdentity = z.infer<typeof StartIdentity>;

export const PasswordProof = z
  .strictObject({ password: z.string().min(1, { error: 'Enter your password.' }).max(200) })
  .meta({ id: 'PasswordProof' });
export type PasswordProof = z.infer<typeof PasswordProof>;

/** The page of the identity provider to go to. */
export const IdentityStart = z.object({ location: z.url() }).meta({ id: 'IdentityStart' });
export type IdentityStart = z.infer<typeof IdentityStart>;

/** What the provider sent the browser back with: all of the address behind the question mark. */
export const IdentityAnswer = z
  .strictObject({ query: z.string().min(1).max(8_000) })
  .meta({ id: 'IdentityAnswer' });
export type IdentityAnswer = z.infer<typeof IdentityAnswer>;

export const SignedInElsewhere = z
  .object({ user_id: z.uuid(), return_to: z.string() })
  .meta({ id: 'SignedInElsewhere' });
export type SignedInElsewhere = z.infer<typeof SignedInElsewhere>;

export const IdentityState = z
  .object({ provider: z.string().nullable(), linked_at: z.iso.datetime().nullable() })
  .meta({ id: 'IdentityState' });
export type IdentityState = z.infer<typeof IdentityState>;
