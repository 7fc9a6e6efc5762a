import type { UserEvent } from '@pgai/domain/users/user.js';
import { projection } from '../projection.js';

/** Answers: who is this? Once the person is erased there is null where the person was, also in a rebuild. */
export const account = projection<UserEvent>('account', ['account'], {
  UserRegistered: async (db, { subject, data, revision, at }, { open }) => {
    const [email, name] = await Promise.all([open(subject, data.email), open(subject, data.name)]);
    return db
      .insertInto('account')
      .values({ user_id: subject, email, name, registered_at: at, revision: Number(revision) });
  },

  UserErased: (db, { subject, revision }) =>
    db
      .updateTable('account')
      .set({ email: null, name: null, revision: Number(revision) })
      .where('user_id', '=', subject),
});
