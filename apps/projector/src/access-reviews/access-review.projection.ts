import type { AccessReviewEvent, AccessSubject } from '@pgai/domain/access-reviews/access-review.js';
import { type Projected, projection, readModels } from '../projection.js';

/** Answers: which access reviews has a team, and what was decided about each right? */
export const accessReview = projection<AccessReviewEvent>(
  'access-review',
  ['access_review', 'access_review_line'],
  {
    AccessReviewStarted: (db, { subject, data, revision, at, metadata }) => {
      const of = { review_id: subject, team_id: data.team_id };
      return [
        db.insertInto('access_review').values({
          ...of,
          scope: data.scope,
          started_at: at,
          started_by: metadata.actor.id,
          due_at: data.due_at,
          completed_at: null,
          completed_by: null,
          revision: Number(revision),
        }),
        ...data.lines.map(({ subject: { kind, id }, grants, ...line }) =>
          db.insertInto('access_review_line').values({
            ...of,
            subject_kind: kind,
            subject_id: id,
            ...line,
            grants: JSON.stringify(grants),
            decision: null,
            decided_at: null,
            decided_by: null,
            revoked_at: null,
            refused: null,
          }),
        ),
      ];
    },

    AccessAttested: (_, { data: { subject, decision }, ...event }) => {
      const { at, metadata } = event;
      const decided = { decision, decided_at: at, decided_by: metadata.actor.id, refused: null };
      return [line(event, subject).set(decided), moved(event)];
    },

    AccessRevokedByReview: (_, { data: { subject }, ...event }) => [
      line(event, subject).set({ revoked_at: event.at }),
      moved(event),
    ],

    AccessRevocationRefused: (_, { data: { subject, code }, ...event }) => [
      line(event, subject).set({ decision: null, decided_at: null, decided_by: null, refused: code }),
      moved(event),
    ],

    AccessReviewCompleted: (_, event) =>
      moved(event).set({ completed_at: event.at, completed_by: event.metadata.actor.id }),
  },
);

type Moved = Pick<Projected<AccessReviewEvent>, 'subject' | 'revision'>;

const line = ({ subject: reviewId }: Moved, { kind, id }: AccessSubject) =>
  readModels
    .updateTable('access_review_line')
    .where('review_id', '=', reviewId)
    .where('subject_kind', '=', kind)
    .where('subject_id', '=', id);

const moved = ({ subject, revision }: Moved) =>
  readModels
    .updateTable('access_review')
    .where('review_id', '=', subject)
    .set({ revision: Number(revision) });
