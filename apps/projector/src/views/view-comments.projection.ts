import type { ReadTables } from '@pgai/db/tables.js';
import type { CommentEvent } from '@pgai/domain/views/comments.js';
import type { Kysely } from 'kysely';
import { type Projected, projection } from '../projection.js';

/** Answers: what do people say about a view, where, and is it settled? */
export const viewComments = projection<CommentEvent>(
  'view-comments',
  ['view_comment', 'view_comment_message'],
  {
    CommentAdded: (db, event) => {
      const { comment_id, branch, anchor } = event.data;
      return [
        db.insertInto('view_comment').values({
          comment_id,
          view_id: event.subject,
          team_id: teamOf(event),
          revision: Number(event.revision),
          branch,
          anchor: JSON.stringify(anchor),
          resolved: false,
        }),
        said(db, event, comment_id),
      ];
    },
    CommentReplied: (db, event) => said(db, event, event.data.message_id),
    CommentResolved: (db, event) => settled(db, event, true),
    CommentReopened: (db, event) => settled(db, event, false),
  },
);

type Said = Projected<Extract<CommentEvent, { type: 'CommentAdded' | 'CommentReplied' }>>;

const said = (db: Kysely<ReadTables>, event: Said, message_id: string) => {
  const { comment_id, text, mentions } = event.data;
  return db.insertInto('view_comment_message').values({
    message_id,
    comment_id,
    view_id: event.subject,
    team_id: teamOf(event),
    revision: Number(event.revision),
    by_id: event.metadata.actor.id,
    text,
    mentions,
    at: event.at,
  });
};

const settled = (db: Kysely<ReadTables>, { data }: Projected<CommentEvent>, resolved: boolean) =>
  db.updateTable('view_comment').set({ resolved }).where('comment_id', '=', data.comment_id);

const teamOf = ({ metadata }: Projected<CommentEvent>) => metadata.team_id ?? '';
