import { z } from 'zod';
import { Email, Role } from './identity.js';
import { Page } from './list.js';

export const InvitationId = z.uuid({ error: 'An invitation id is a UUID.' });

export const Invite = z.strictObject({ email: Email, role: Role }).meta({ id: 'Invite' });
export type Invite = z.infer<typeof Invite>;

/** An invitation that was neither accepted nor revoked. */
export const Invitation = z
  .object({
    invitation_id: InvitationId,
    /** null: it was erased */
    email: z.string().nullable(),
    role: Role,
    /** a person's name or an API key's; null: erased, or an API key */
    invited_by_name: z.string().nullable(),
    invited_at: z.iso.datetime(),
    sent_at: z.iso.datetime(),
    /** how often it was sent */
    sent: z.number().int(),
    expires_at: z.iso.datetime(),
    expired: z.boolean(),
  })
  .meta({ id: 'Invitation' });
export type Invitation = z.infer<typeof Invitation>;

export const InvitationList = z
  .object({ data: z.array(Invitation), page: Page })
  .meta({ id: 'InvitationList' });
export type InvitationList = z.infer<typeof InvitationList>;

/** From the link in the mail. */
export const InvitationToken = z
  .strictObject({
    token: z
      .string()
      .regex(/^[\w-]{20,200}$/, { error: 'Not the whole link. Copy all of it from the mail.' }),
  })
  .meta({ id: 'InvitationToken' });
export type InvitationToken = z.infer<typeof InvitationToken>;

/** What an invitation says to whoever brings its link. */
export const InvitationOffer = z
  .object({
    team_id: z.uuid(),
    team_name: z.string(),
    role: Role,
    email: z.string().nullable(),
    invited_by_name: z.string().nullable(),
    expires_at: z.iso.datetime(),
  })
  .meta({ id: 'InvitationOffer' });
export type InvitationOffer = z.infer<typeof InvitationOffer>;

export const importLimit = 500;

/** CSV with the columns email and role, comma, semicolon or tab between. */
export const ImportMembers = z
  .strictObject({
    csv: z.string().min(1, { error: 'Paste or choose a CSV file.' }).max(200_000, { error: 'Too long.' }),
    dry_run: z.boolean().default(false),
  })
  .meta({ id: 'ImportMembers' });
export type ImportMembers = z.infer<typeof ImportMembers>;

/** One line, and why it is left out, if it is. */
export const ImportLine = z
  .object({
    line: z.number().int(),
    email: z.string(),
    role: z.string(),
    problem: z.object({ field: z.string(), code: z.string(), message: z.string() }).nullable(),
  })
  .meta({ id: 'ImportLine' });
export type ImportLine = z.infer<typeof ImportLine>;

/** All lines that can be invited are, together, or in a dry run would be. `revision`: of the team, null when nothing was done. */
export const ImportResult = z
  .object({
    dry_run: z.boolean(),
    lines: z.array(ImportLine),
    good: z.number().int(),
    bad: z.number().int(),
    revision: z.number().int().nullable(),
  })
  .meta({ id: 'ImportResult' });
export type ImportResult = z.infer<typeof ImportResult>;
