import type { Health, ProjectionHealth } from '@pgai/contracts/health.js';
import type { HealthState } from '#lib/ui/HealthDot.svelte';

export const checkState = (check: { status: 'up' | 'down' }): HealthState =>
  check.status === 'up' ? 'healthy' : 'down';
export const projectionState = ({ stopped }: ProjectionHealth): HealthState => (stopped ? 'down' : 'healthy');

/** What is true now, in one sentence. */
export function sentence({ checks, projections }: Health): string {
  if (checks.database.status === 'down') return 'The database does not answer.';
  if (checks.event_store.status === 'down') return 'The event store does not answer.';
  const stopped = projections.filter((projection) => projection.stopped).length;
  if (stopped === 1) return 'One read model has stopped.';
  if (stopped > 1) return `${stopped} read models have stopped.`;
  if (checks.projections.status === 'down') return 'The read models are behind.';
  if (checks.mail.status === 'down') return 'Mails do not leave.';
  if (checks.checkpoints.status === 'down') return 'Checkpoints of the ledger are not kept outside.';
  return 'Everything answers.';
}
