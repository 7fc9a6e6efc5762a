import type { Fault, FaultPlace } from '@pgai/contracts/view-analysis.js';

type More = { place?: FaultPlace; hint?: string | null };

const fault =
  (severity: Fault['severity']) =>
  (code: string, message: string, { place = null, hint = null }: More = {}): Fault => ({
    code,
    severity,
    message,
    hint,
    place,
  });

/** It keeps the query from being committed. */
export const error = fault('error');

/** Its authors should know. */
export const warning = fault('warning');
