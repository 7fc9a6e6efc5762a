import { z } from 'zod';

export const MailId = z.uuid();

/** A mail of local mode, as the mailbox lists it. */
export const MailSummary = z
  .object({ id: MailId, to: z.string(), subject: z.string(), at: z.iso.datetime() })
  .meta({ id: 'MailSummary' });
export type MailSummary = z.infer<typeof MailSummary>;

export const Mailbox = z.object({ data: z.array(MailSummary) }).meta({ id: 'Mailbox' });
export type Mailbox = z.infer<typeof Mailbox>;

export const OpenMail = MailSummary.extend({ text: z.string() }).meta({ id: 'OpenMail' });
export type OpenMail = z.infer<typeof OpenMail>;
