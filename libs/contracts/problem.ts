import { z } from 'zod';
import { ConnectionCheck } from './connection-checks.js';
import { Fault } from './view-analysis.js';

/** One field that was refused. `field` is a dotted path into the body, or the name of a parameter. */
export const FieldProblem = z
  .object({ field: z.string(), code: z.string(), message: z.string() })
  .meta({ id: 'FieldProblem' });
export type FieldProblem = z.infer<typeof FieldProblem>;

/** Every refusal and failure, as RFC 9457 `application/problem+json`. Clients decide by `code`, never by text. */
export const Problem = z
  .object({
    type: z.string(),
    code: z.string(),
    title: z.string(),
    status: z.number().int(),
    detail: z.string(),
    hint: z.string().optional(),
    instance: z.string(),
    correlation_id: z.string(),
    /** seconds, as in the header Retry-After */
    retry_after: z.number().int().optional(),
    errors: z.array(FieldProblem).optional(),
    /** what was found on the way to a database */
    checks: z.array(ConnectionCheck).optional(),
    /** what keeps a definition from being kept */
    faults: z.array(Fault).optional(),
    /** by whom something is locked, why, and until when */
    lock: z.object({ by: z.string(), reason: z.string(), until: z.string() }).optional(),
  })
  .meta({ id: 'Problem' });
export type Problem = z.infer<typeof Problem>;
