import { z } from 'zod';

/** A code of the authenticator app, or a recovery code; blanks, hyphens and capitals do not matter. */
export const Totp = z.string().trim().min(1, { error: 'Enter a code.' }).max(40, { error: 'Not a code.' });

const password = z.string().min(1, { error: 'Enter your password.' }).max(200);

export const EnrolSecondFactor = z.strictObject({ password }).meta({ id: 'EnrolSecondFactor' });
export type EnrolSecondFactor = z.infer<typeof EnrolSecondFactor>;

export const SecondFactorCode = z.strictObject({ totp: Totp }).meta({ id: 'SecondFactorCode' });
export type SecondFactorCode = z.infer<typeof SecondFactorCode>;

export const SecondFactorProof = z.strictObject({ password, totp: Totp }).meta({ id: 'SecondFactorProof' });
export type SecondFactorProof = z.infer<typeof SecondFactorProof>;

/** For an authenticator app: to scan as a QR code, or to type. Of no effect until a code confirms it. */
export const ProposedSecondFactor = z
  .object({ secret: z.string(), uri: z.string() })
  .meta({ id: 'ProposedSecondFactor' });
export type ProposedSecondFactor = z.infer<typeof ProposedSecondFactor>;

/** Shown this once: what is kept are hashes. */
export const NewRecoveryCodes = z
  .object({ recovery_codes: z.array(z.string()) })
  .meta({ id: 'NewRecoveryCodes' });
export type NewRecoveryCodes = z.infer<typeof NewRecoveryCodes>;

export const SecondFactorState = z
  .object({
    since: z.iso.datetime().nullable(),
    recovery_codes_left: z.number().int(),
    /** This session was opened, or has been confirmed, with it. */
    in_this_session: z.boolean(),
  })
  .meta({ id: 'SecondFactorState' });
export type SecondFactorState = z.infer<typeof SecondFactorState>;
