import { z } from 'zod';
import { Grant } from './grants.js';
import { passwordFault, passwordLength } from './password-rules.js';
import { Totp } from './second-factor.js';

export const UserId = z.uuid();

export const Email = z
  .string()
  .trim()
  .max(254)
  .pipe(z.email({ error: 'Not an e-mail address. Example: ada@example.com' }));

/** Length makes a password strong, unless it is what everybody thinks of first (NIST SP 800-63B, 3.1.1.2). */
export const Password = z
  .string()
  .min(passwordLength.min, { error: 'At least 12 characters. A short sentence works well.', abort: true })
  .max(passwordLength.max, { error: 'At most 200 characters.', abort: true })
  .superRefine((password, { addIssue }) => {
    const message = passwordFault(password);
    if (message) addIssue({ code: 'custom', message });
  });

export const PersonName = z
  .string()
  .trim()
  .min(1, { error: 'What should others call you?' })
  .max(100, { error: 'At most 100 characters.' });

export const SignUp = z
  .strictObject({ email: Email, password: Password, name: PersonName })
  .superRefine(({ password, ...person }, { addIssue }) => {
    const message = passwordFault(password, person);
    if (message) addIssue({ code: 'custom', path: ['password'], message });
  })
  .meta({ id: 'SignUp' });
export type SignUp = z.infer<typeof SignUp>;

export const SignIn = z
  .strictObject({
    email: Email,
    password: z.string().min(1, { error: 'Enter your password.' }).max(200),
    /** the second factor, when the account has one (else 401 `second-factor-required`) */
    totp: Totp.optional(),
  })
  .meta({ id: 'SignIn' });
export type SignIn = z.infer<typeof SignIn>;

export const ChangePassword = z
  .strictObject({
    current_password: z.string().min(1, { error: 'Enter your current password.' }).max(200),
    new_password: Password,
  })
  .meta({ id: 'ChangePassword' });
export type ChangePassword = z.infer<typeof ChangePassword>;

/** What comes behind the # of a link in a mail. */
export const LinkToken = z.string().min(1, { error: 'This link is not complete.' }).max(200);

export const VerifyEmail = z.strictObject({ token: LinkToken }).meta({ id: 'VerifyEmail' });
export type VerifyEmail = z.infer<typeof VerifyEmail>;

export const RequestPasswordReset = z.strictObject({ email: Email }).meta({ id: 'RequestPasswordReset' });
export type RequestPasswordReset = z.infer<typeof RequestPasswordReset>;

export const ResetPassword = z
  .strictObject({ token: LinkToken, new_password: Password })
  .meta({ id: 'ResetPassword' });
export type ResetPassword = z.infer<typeof ResetPassword>;

export const SignedIn = z.object({ user_id: UserId }).meta({ id: 'SignedIn' });
export type SignedIn = z.infer<typeof SignedIn>;

/** How one can sign in here. `mailbox`: local mode, whose mails are read at /mailbox. */
export const SignInOptions = z
  .object({ identity_provider: z.string().nullable(), mailbox: z.boolean() })
  .meta({ id: 'SignInOptions' });
export type SignInOptions = z.infer<typeof SignInOptions>;

export const Role = z.enum(['owner', 'admin', 'developer', 'viewer']).meta({ id: 'Role' });
export type Role = z.infer<typeof Role>;

export const Me = z
  .object({
    user_id: UserId,
    email: z.string(),
    name: z.string(),
    email_verified: z.boolean(),
    second_factor: z.boolean(),
    teams: z.array(z.object({ team_id: z.uuid(), name: z.string(), role: Role, grants: z.array(Grant) })),
  })
  .meta({ id: 'Me' });
export type Me = z.infer<typeof Me>;
