/**
 * How a reactor asks for a mail:
 *
 *     export const invitationMail = reactor<TeamEvent>('invitation-mail', {
 *       MemberInvited: (_db, event) =>
 *         requestMail(event, {
 *           template: 'invitation',
 *           subject: event.data.invitation_id, // whose key seals the address, and whom the link's token is about
 *           to: event.data.email,              // left out: the subject is a user, the address is that of the account
 *           expires_at: event.data.expires_at, // of the link; a mail that could not leave before is given up
 *           details: { team_id: event.subject, invited_by: event.metadata.actor.id, role: event.data.role },
 *         }),
 *     });
 *
 * One event, one mail: it is enqueued in the checkpoint's transaction, and its id is that of the event. `details` go
 * through the queue's tables as they are: ids and roles, nothing personal, no secret. What the mail says is in
 * ./templates.ts. For a template with a link the job send-mail makes a token, keeps its SHA-256 in app.mail_token and
 * puts `<PGAI_PUBLIC_URL><path>#token=<token>` into the mail: behind the #, so that it reaches no server's log.
 *
 * In the API: `MailTokens` of apps/api/src/platform/mail-tokens.ts finds, uses and voids tokens.
 */
import type { Event } from '@pgai/domain/decider.js';
import type { Sealed } from '@pgai/domain/personal.js';
import type { Projected } from '../projection.js';
import { enqueue } from '../reactor.js';
import type { Details, TemplateName } from './templates.js';

export type MailRequest<Name extends TemplateName = TemplateName> = {
  template: Name;
  subject: string;
  to?: Sealed;
  expires_at: string;
  details: Details[Name];
};

/** The payload of the job send-mail. */
export type OwedMail = MailRequest & { mail_id: string };

export const requestMail = <Name extends TemplateName>(
  { id, at }: Projected<Event>,
  request: MailRequest<Name>,
) => enqueue({ identifier: 'send-mail', payload: { ...request, mail_id: id }, key: id, runAt: at });
