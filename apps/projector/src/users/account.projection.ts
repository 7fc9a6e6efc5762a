import type { UserEvent } from '@pgai/domain/users/user.js';
import { projection } from '../projection.js';

/** Answers: who is this? Once the person's key is destroyed, a rebuild leaves null where the person was. */
export const account = projection<UserEvent>('account', ['account'], {
  UserRegistered: async (db, { subject, data, revision, at }, { open }) => {
    const [email, name] = await Promise.all([open(subject, data.email), open(subject, data.name)]);
    return db
      .insertInto('account')
      .values({ user_id: subject, email, name, registered_at: at, revision: Number(revision) });
  },
});
