import { Injectable } from '@nestjs/common';
import type { AttestAccess, StartAccessReview } from '@pgai/contracts/access-reviews.js';
import {
  type AccessReviewCommand,
  type AccessReviewEvent,
  accessReview,
} from '@pgai/domain/access-reviews/access-review.js';
import { DomainError } from '@pgai/domain/domain-error.js';
import { type Team, type TeamEvent, team } from '@pgai/domain/teams/team.js';
import { EventStore } from '@pgai/event-store/event-store.js';
import { handle } from '@pgai/event-store/handle.js';
import type { CommandContext } from '../platform/command-context.js';
import { AccessLines } from './access-lines.js';

type Of = { team_id: string; review_id: string };
const dayMs = 24 * 3_600_000;

/** Gathers who has what; asks the team's rules before a right is marked for revocation, which a job then carries out. */
@Injectable()
export class AccessReviews {
  constructor(
    private readonly store: EventStore,
    private readonly lines: AccessLines,
  ) {}

  async start(team_id: string, { scope, due_in_days }: StartAccessReview, context: CommandContext) {
    const lines = await this.lines.now(team_id, scope);
    const due_at = new Date(Date.now() + due_in_days * dayMs).toISOString();
    const command = { type: 'StartAccessReview', team_id, scope, due_at, lines } as const;
    return this.handle(context.newId, command, context);
  }

  async attest(
    { team_id, review_id }: Of,
    { subject, decision }: AttestAccess,
    reviewer_id: string,
    context: CommandContext,
  ) {
    await this.mustBeOf(team_id, review_id);
    if (decision === 'revoke' && subject.kind === 'user') await this.mayRemove(team_id, subject.id);
    const command = { type: 'AttestAccess', subject, decision, reviewer_id } as const;
    return this.handle(review_id, command, context);
  }

  async complete({ team_id, review_id }: Of, reviewer_id: string, context: CommandContext) {
    await this.mustBeOf(team_id, review_id);
    return this.handle(review_id, { type: 'CompleteAccessReview', reviewer_id }, context);
  }

  private handle(id: string, command: AccessReviewCommand, context: CommandContext) {
    return handle(this.store, accessReview, `access_review-${id}`, command, context);
  }

  /** A review of another team is not there; nor is one that does not exist. */
  private async mustBeOf(teamId: string, reviewId: string) {
    const [first] = await this.store.read<AccessReviewEvent>(`access_review-${reviewId}`);
    if (first?.type !== 'AccessReviewStarted' || first.data.team_id !== teamId)
      throw new DomainError('not-found', 'access-review-not-found', 'This team has no such access review.');
  }

  /** Told now rather than by the job: the reviewer can still choose. Who has left meanwhile loses nothing. */
  private async mayRemove(teamId: string, user_id: string) {
    const history = await this.store.read<TeamEvent>(`team-${teamId}`);
    const state = history.reduce<Team>(team.evolve, team.initial);
    try {
      team.decide({ type: 'RemoveMember', user_id, by: { kind: 'system', id: 'access-review' } }, state);
    } catch (error) {
      if (!(error instanceof DomainError) || error.code !== 'member-not-found') throw error;
    }
  }
}
