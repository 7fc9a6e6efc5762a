import type { Event } from '@pgai/domain/decider.js';
import type { UserEvent } from '@pgai/domain/users/user.js';
import { type On, type Projected, projection, type readModels } from '../projection.js';

type Changes = { email_verified?: boolean; second_factor?: boolean; email?: null; name?: null };

const set =
  (changes: Changes = {}) =>
  (db: typeof readModels, { subject, revision }: Projected<Event>) =>
    db
      .updateTable('account')
      .set({ ...changes, revision: Number(revision) })
      .where('user_id', '=', subject);

const on: On<UserEvent> = {
  UserRegistered: async (db, { subject, data, revision, at }, { open }) => {
    const [email, name] = await Promise.all([open(subject, data.email), open(subject, data.name)]);
    return db
      .insertInto('account')
      .values({ user_id: subject, email, name, registered_at: at, revision: Number(revision) });
  },
  EmailVerified: set({ email_verified: true }),
  SecondFactorEnabled: set({ second_factor: true }),
  SecondFactorDisabled: set({ second_factor: false }),
  // the rest shows nowhere, but whoever waits for their own write waits for its revision
  EmailVerificationRequested: set(),
  PasswordResetRequested: set(),
  PasswordChanged: set(),
  PasswordReset: set(),
  SignInFailed: set(),
  UserLocked: set(),
  RecoveryCodeUsed: set(),
  RecoveryCodesReplaced: set(),
  IdentityLinked: set(),
  IdentityUnlinked: set(),
  ErasureRequested: set(),
  ErasureApproved: set(),
  ErasureWithdrawn: set(),
  ErasureRejected: set(),
  UserErased: set({ email: null, name: null, email_verified: false, second_factor: false }),
};

/** Answers: who is this? Once the person is erased there is null where the person was, also in a rebuild. */
export const account = projection<UserEvent>('account', ['account'], on);
