import type { AuditVerdict } from '@pgai/contracts/audit.js';
import { problemOf } from '#lib/api/problem-error.ts';
import { verifyAudit } from './audit.api.ts';

/** The comparison of the ledger with the log: under way, refused, or what came of it and when. */
export class Verification {
  busy = $state(false);
  verdict = $state.raw<AuditVerdict>();
  failure = $state('');

  async run(team: string) {
    this.busy = true;
    this.failure = '';
    try {
      this.verdict = await verifyAudit(team);
    } catch (thrown) {
      this.failure = problemOf(thrown).detail;
    } finally {
      this.busy = false;
    }
  }
}
