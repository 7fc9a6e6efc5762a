import type { TeamEvent } from '@pgai/domain/teams/team.js';
import { requestMail } from '../mail/request-mail.js';
import type { Projected } from '../projection.js';
import { reactor } from '../reactor.js';

type Sent = Projected<Extract<TeamEvent, { type: 'MemberInvited' | 'InvitationResent' }>>;

const invite = (_db: unknown, event: Sent) => {
  const { invitation_id, email, role, expires_at } = event.data;
  return requestMail(event, {
    template: 'invitation',
    subject: invitation_id,
    to: email,
    expires_at,
    details: { team_id: event.subject, invited_by: event.metadata.actor.id, role },
  });
};

/** Whoever is invited gets a mail; sent again, it is a mail of its own with a link of its own. */
export const invitationMail = reactor<TeamEvent>('invitation-mail', {
  MemberInvited: invite,
  InvitationResent: invite,
});
