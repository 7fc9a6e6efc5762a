import { z } from 'zod';
import { Page } from './list.js';

/** One event as the ledger of a team shows it. `data` as stored: personal fields stay sealed. */
export const AuditEntry = z
  .object({
    /** of the event in the whole log; decimal, as it may be larger than a JSON number is exact */
    position: z.string(),
    leaf_index: z.string(),
    action: z.string(),
    actor_kind: z.string(),
    actor_id: z.string(),
    /** of a person or an API key; null: of the system, or somebody who has left the team */
    actor_name: z.string().nullable(),
    resource_type: z.string(),
    resource_id: z.string(),
    stream: z.string(),
    revision: z.string(),
    event_id: z.uuid(),
    correlation_id: z.string(),
    at: z.string(),
    data: z.record(z.string(), z.unknown()),
    /** false: somebody tried in vain */
    success: z.boolean(),
    error_message: z.string().nullable(),
  })
  .meta({ id: 'AuditEntry' });
export type AuditEntry = z.infer<typeof AuditEntry>;

export const AuditList = z.object({ data: z.array(AuditEntry), page: Page }).meta({ id: 'AuditList' });
export type AuditList = z.infer<typeof AuditList>;

/** What differs at one place of a state, a JSONPath (RFC 9535); `before` or `after` is missing where there was nothing. */
export const AuditChange = z
  .object({ path: z.string(), before: z.unknown().optional(), after: z.unknown().optional() })
  .meta({ id: 'AuditChange' });
export type AuditChange = z.infer<typeof AuditChange>;

export const AuditPosition = z.string().regex(/^\d{1,18}$/, { error: 'A position is a whole number.' });

/** A signed checkpoint (C2SP tlog-checkpoint) and the public key it is checked by (C2SP signed-note). */
export const AuditCheckpoint = z
  .object({
    checkpoint: z.string(),
    public_key: z.string(),
    size: z.number().int(),
    /** base64 */
    root: z.string(),
    /** with `?since=<size>`: that the tree of that size is the beginning of this one (RFC 9162), base64 */
    consistency: z.array(z.string()).nullable(),
  })
  .meta({ id: 'AuditCheckpoint' });
export type AuditCheckpoint = z.infer<typeof AuditCheckpoint>;

export const AuditSince = z
  .strictObject({ since: z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER).optional() })
  .meta({ id: 'AuditSince' });
export type AuditSince = z.infer<typeof AuditSince>;

/** An entry, and what shows that it is in the tree of the checkpoint (RFC 9162 inclusion proof). */
export const ProvenAuditEntry = AuditEntry.extend({
  metadata: z.record(z.string(), z.unknown()),
  /** what the event made different in the state of what it is about */
  changes: z.array(AuditChange),
  /** null: not by a person, or one who was erased */
  ip_address: z.string().nullable(),
  user_agent: z.string().nullable(),
  /** base64 */
  leaf_hash: z.string(),
  proof: z.array(z.string()),
  checkpoint: z.string(),
  public_key: z.string(),
}).meta({ id: 'ProvenAuditEntry' });
export type ProvenAuditEntry = z.infer<typeof ProvenAuditEntry>;

/** What came of reading the whole log again and comparing it with the ledger, event by event. */
export const AuditVerdict = z
  .object({
    verified: z.boolean(),
    /** how many events were compared and found equal */
    entries: z.number().int(),
    /** over those events, base64 */
    root: z.string(),
    at: z.string(),
    /** the first event that differs */
    difference: z
      .object({
        position: z.string(),
        kind: z.enum(['changed', 'missing-in-log', 'missing-in-ledger']),
        fields: z.array(z.string()),
      })
      .nullable(),
  })
  .meta({ id: 'AuditVerdict' });
export type AuditVerdict = z.infer<typeof AuditVerdict>;
