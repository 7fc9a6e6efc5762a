import { z } from 'zod';

export const AccessReviewId = z.uuid({ error: 'A review id is a UUID.' });

export const StartAccessReview = z
  .strictObject({
    scope: z.enum(['all', 'privileged']),
    /** days until it is due */
    due_in_days: z.number().int().min(1).max(365),
  })
  .meta({ id: 'StartAccessReview' });
export type StartAccessReview = z.infer<typeof StartAccessReview>;

export const AccessSubject = z
  .strictObject({ kind: z.enum(['user', 'api_key']), id: z.uuid() })
  .meta({ id: 'AccessSubject' });
export type AccessSubject = z.infer<typeof AccessSubject>;

export const AttestAccess = z
  .strictObject({ subject: AccessSubject, decision: z.enum(['keep', 'revoke']) })
  .meta({ id: 'AttestAccess' });
export type AttestAccess = z.infer<typeof AttestAccess>;

/** `revision` is that of the review's stream, the resource's ETag. */
export const AccessReviewSummary = z
  .object({
    review_id: AccessReviewId,
    scope: z.enum(['all', 'privileged']),
    started_at: z.string(),
    started_by: z.string(),
    due_at: z.string(),
    completed_at: z.string().nullable(),
    overdue: z.boolean(),
    lines: z.number().int(),
    attested: z.number().int(),
    revoked: z.number().int(),
    revision: z.number().int(),
  })
  .meta({ id: 'AccessReviewSummary' });
export type AccessReviewSummary = z.infer<typeof AccessReviewSummary>;

export const AccessReviewList = z
  .object({ data: z.array(AccessReviewSummary) })
  .meta({ id: 'AccessReviewList' });
export type AccessReviewList = z.infer<typeof AccessReviewList>;

/** One right as it was when the review began. */
export const AccessLine = z
  .object({
    subject: AccessSubject,
    name: z.string(),
    email: z.string().nullable(),
    role: z.string(),
    grants: z.array(z.string()),
    since: z.string(),
    last_used_at: z.string().nullable(),
    decision: z.enum(['keep', 'revoke']).nullable(),
    decided_by: z.string().nullable(),
    decided_at: z.string().nullable(),
    /** when the right was taken away */
    revoked_at: z.string().nullable(),
    /** the code by which taking it away was refused */
    refused: z.string().nullable(),
  })
  .meta({ id: 'AccessLine' });
export type AccessLine = z.infer<typeof AccessLine>;

export const AccessReview = AccessReviewSummary.extend({ rights: z.array(AccessLine) }).meta({
  id: 'AccessReview',
});
export type AccessReview = z.infer<typeof AccessReview>;
