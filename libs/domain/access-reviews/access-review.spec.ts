import { describe, it } from 'vitest';
import { given } from '../testing/given.js';
import {
  type AccessLine,
  type AccessReviewEvent,
  type AccessSubject,
  accessReview,
  type Decision,
} from './access-review.js';

const person = (id: string): AccessSubject => ({ kind: 'user', id });
const line = (id: string, role: string): AccessLine => ({
  subject: person(id),
  role,
  grants: [],
  since: '2026-11-01T00:00:00.000Z',
  last_used_at: null,
});
const review = { team_id: 'meridian', scope: 'all', due_at: '2026-12-01T00:00:00.000Z' } as const;
const lines = [line('ada', 'owner'), line('tomasz', 'admin'), line('grace', 'viewer')];
const started: AccessReviewEvent = { type: 'AccessReviewStarted', data: { ...review, lines } };
const attested = (id: string, decision: Decision): AccessReviewEvent => ({
  type: 'AccessAttested',
  data: { subject: person(id), decision },
});
const revoked: AccessReviewEvent = { type: 'AccessRevokedByReview', data: { subject: person('grace') } };
const completed: AccessReviewEvent = { type: 'AccessReviewCompleted', data: {} };
const attest = (id: string, decision: Decision, reviewer_id = 'ada') =>
  ({ type: 'AttestAccess', subject: person(id), decision, reviewer_id }) as const;
const complete = (reviewer_id = 'ada') => ({ type: 'CompleteAccessReview', reviewer_id }) as const;

describe('an access review', () => {
  it('starts with who has what', () =>
    given(accessReview)
      .when({ type: 'StartAccessReview', ...review, lines })
      .decides(started));
  it('starts once', () =>
    given(accessReview, started)
      .when({ type: 'StartAccessReview', ...review, lines })
      .refused('access-review-exists'));
  it('of nobody is none', () =>
    given(accessReview)
      .when({ type: 'StartAccessReview', ...review, lines: [] })
      .refused('nothing-to-review'));
});

describe('attesting', () => {
  it('keeps or revokes', () => {
    given(accessReview, started).when(attest('grace', 'keep')).decides(attested('grace', 'keep'));
    given(accessReview, started).when(attest('grace', 'revoke')).decides(attested('grace', 'revoke'));
  });
  it('may think again about what is kept', () =>
    given(accessReview, started, attested('grace', 'keep'))
      .when(attest('grace', 'revoke'))
      .decides(attested('grace', 'revoke')));
  it('cannot give back what is revoked', () =>
    given(accessReview, started, attested('grace', 'revoke'))
      .when(attest('grace', 'keep'))
      .refused('access-revoked'));
  it('the same twice is once', () =>
    given(accessReview, started, attested('grace', 'keep')).when(attest('grace', 'keep')).decides());
  it('is not for what one has oneself', () =>
    given(accessReview, started).when(attest('ada', 'keep')).refused('own-access'));
  it('is for what the review has', () =>
    given(accessReview, started).when(attest('eve', 'keep')).refused('access-not-in-review'));
  it('is over once the review is', () =>
    given(accessReview, started, completed).when(attest('grace', 'keep')).refused('access-review-completed'));
  it('needs a review', () =>
    given(accessReview).when(attest('grace', 'keep')).refused('access-review-not-found'));
});

describe('a revocation', () => {
  const record = { type: 'RecordRevocation', subject: person('grace') } as const;
  const refused = { type: 'RecordRevocationRefused', subject: person('grace'), code: 'last-owner' } as const;

  it('is recorded after the right is gone', () =>
    given(accessReview, started, attested('grace', 'revoke')).when(record).decides(revoked));
  it('nobody decided is none', () =>
    given(accessReview, started, attested('grace', 'keep')).when(record).decides());
  it('that the team refuses leaves the line open again', () =>
    given(accessReview, started, attested('grace', 'revoke'), {
      type: 'AccessRevocationRefused',
      data: { subject: person('grace'), code: 'last-owner' },
    })
      .when(attest('grace', 'keep'))
      .decides(attested('grace', 'keep')));
  it('is told when it was refused', () =>
    given(accessReview, started, attested('grace', 'revoke'))
      .when(refused)
      .decides({ type: 'AccessRevocationRefused', data: { subject: person('grace'), code: 'last-owner' } }));
});

describe('completing', () => {
  const all = [attested('ada', 'keep'), attested('tomasz', 'keep'), attested('grace', 'revoke')];

  it('needs every line', () => {
    given(accessReview, started, ...all)
      .when(complete())
      .decides(completed);
    given(accessReview, started, ...all.slice(0, 2))
      .when(complete())
      .refused('access-not-attested');
  });
  it('needs another reviewer for one’s own line while there is one', () =>
    given(accessReview, started, ...all.slice(1))
      .when(complete())
      .refused('access-not-attested'));
  it('leaves one’s own line open where nobody else reviews', () =>
    given(accessReview, started, attested('tomasz', 'revoke'), attested('grace', 'keep'))
      .when(complete())
      .decides(completed));
  it('twice is once', () =>
    given(accessReview, started, ...all, completed)
      .when(complete())
      .decides());
});
