import type { CommentEvent } from '@pgai/domain/views/comments.js';
import { uuidV5 } from '@pgai/event-store/event-id.js';
import { requestMail } from '../mail/request-mail.js';
import type { Projected } from '../projection.js';
import { reactor } from '../reactor.js';

type Said = Projected<Extract<CommentEvent, { type: 'CommentAdded' | 'CommentReplied' }>>;

const lateDays = 7;

/** One mail for each person, whose id is made of the event's and theirs. */
const tell = (_db: unknown, event: Said) => {
  const { id, subject, at, metadata, data } = event;
  const people = [...new Set(data.mentions)].filter((person) => person !== metadata.actor.id);
  return people.map((person) =>
    requestMail(
      { ...event, id: uuidV5(id, person) },
      {
        template: 'mention',
        subject: person,
        expires_at: new Date(at.getTime() + lateDays * 86_400_000).toISOString(),
        details: { team_id: metadata.team_id ?? '', view_id: subject, by: metadata.actor.id, event_id: id },
      },
    ),
  );
};

/** Whoever is named in a comment hears of it. */
export const mentionMail = reactor<CommentEvent>('mention-mail', {
  CommentAdded: tell,
  CommentReplied: tell,
});
