import type { Event } from '@pgai/domain/decider.js';
import type { UserEvent } from '@pgai/domain/users/user.js';
import { requestMail } from '../mail/request-mail.js';
import type { Projected } from '../projection.js';
import { reactor } from '../reactor.js';

const hourMs = 3_600_000;
const after = ({ at }: Projected<Event>, ms: number) => new Date(at.getTime() + ms).toISOString();

const verification = (_db: unknown, event: Projected<Event>) =>
  requestMail(event, {
    template: 'verify-email',
    subject: event.subject,
    expires_at: after(event, 24 * hourMs),
    details: {},
  });

/** What people are written about their own account. */
export const accountMail = reactor<UserEvent>('account-mail', {
  UserRegistered: verification,
  EmailVerificationRequested: verification,
  PasswordResetRequested: (_db, event) =>
    requestMail(event, {
      template: 'reset-password',
      subject: event.subject,
      expires_at: after(event, hourMs),
      details: {},
    }),
  PasswordChanged: notice('The password of your account was changed'),
  PasswordReset: notice('The password of your account was reset by mail'),
  SecondFactorEnabled: notice('Your account has a second factor now'),
  SecondFactorDisabled: notice('The second factor of your account was turned off'),
  RecoveryCodeUsed: notice('A recovery code of your account was used'),
  RecoveryCodesReplaced: notice('The recovery codes of your account were replaced'),
  IdentityLinked: notice('Your account can be signed in to through your identity provider now'),
  IdentityUnlinked: notice('Your account can no longer be signed in to through your identity provider'),
});

function notice(what: string) {
  return (_db: unknown, event: Projected<Event>) =>
    requestMail(event, {
      template: 'security-notice',
      subject: event.subject,
      expires_at: after(event, 24 * hourMs),
      details: { what },
    });
}
