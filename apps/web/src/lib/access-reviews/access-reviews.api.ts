import type {
  AccessReview,
  AccessReviewList,
  AttestAccess,
  StartAccessReview,
} from '@pgai/contracts/access-reviews.js';
import type { Receipt } from '@pgai/contracts/receipt.js';
import { command, type Fetch, read } from '#lib/api/request.ts';

const of = (team: string, review = '') => `/api/teams/${team}/access-reviews${review && `/${review}`}`;

export const listAccessReviews = (team: string, fetch: Fetch) => read<AccessReviewList>(of(team), fetch);
export const getAccessReview = (team: string, review: string, fetch: Fetch) =>
  read<AccessReview>(of(team, review), fetch);
export const startAccessReview = (team: string, review: StartAccessReview) =>
  command<Receipt>(of(team), review);
export const attestAccess = (team: string, review: string, attestation: AttestAccess) =>
  command<Receipt>(`${of(team, review)}/attest`, attestation);
export const completeAccessReview = (team: string, review: string) =>
  command<Receipt>(`${of(team, review)}/complete`);
export const reportPath = (team: string, review: string) => `${of(team, review)}/report`;

/** Comes back once the read model shows what the command did. */
export const shownAccessReview = (team: string, { id, revision }: Receipt) =>
  read<AccessReview>(`${of(team, id)}?at_least=${revision}`);
