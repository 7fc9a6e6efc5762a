import { z } from 'zod';
import { Role } from './identity.js';

const CurrentPassword = z.string().min(1, { error: 'Enter your password.' }).max(200);

export const RequestErasure = z
  .strictObject({
    password: CurrentPassword,
    /** one's own e-mail address, where nobody else can approve */
    confirm: z.string().max(254).optional(),
  })
  .meta({ id: 'RequestErasure' });
export type RequestErasure = z.infer<typeof RequestErasure>;

/** What erasing oneself means now: who has to approve, and in which teams somebody else must become an owner first. */
export const MyErasure = z
  .object({
    status: z.enum(['none', 'requested', 'approved', 'withdrawn', 'rejected', 'erased']),
    requested_at: z.string().nullable(),
    decided_at: z.string().nullable(),
    needs: z.enum(['approval', 'confirmation', 'another-owner']),
    /** of the account when the request last changed; -1 when there was none */
    revision: z.number().int(),
    teams: z.array(
      z.object({
        team_id: z.uuid(),
        name: z.string(),
        role: Role,
        members: z.number().int(),
        last_owner: z.boolean(),
        /** names of the owners who can approve */
        approvers: z.array(z.string()),
      }),
    ),
  })
  .meta({ id: 'MyErasure' });
export type MyErasure = z.infer<typeof MyErasure>;

/** A member who waits to be erased, and what is theirs in this team. */
export const WaitingErasure = z
  .object({
    user_id: z.uuid(),
    name: z.string(),
    email: z.string().nullable(),
    role: Role,
    joined_at: z.string(),
    requested_at: z.string(),
    /** what they changed in this team; it stays, in nobody's name */
    events: z.number().int(),
    last_event_at: z.string().nullable(),
    /** API keys they look after; another owner or admin gets them */
    api_keys: z.number().int(),
  })
  .meta({ id: 'WaitingErasure' });
export type WaitingErasure = z.infer<typeof WaitingErasure>;

export const WaitingErasures = z.object({ data: z.array(WaitingErasure) }).meta({ id: 'WaitingErasures' });
export type WaitingErasures = z.infer<typeof WaitingErasures>;

export const AskOwnData = z.strictObject({ password: CurrentPassword }).meta({ id: 'AskOwnData' });
export type AskOwnData = z.infer<typeof AskOwnData>;

const Days = z.record(z.string().max(40), z.number().int());

export const SetRetention = z.strictObject({ days: Days }).meta({ id: 'SetRetention' });
export type SetRetention = z.infer<typeof SetRetention>;

const RetentionLine = z.object({
  what: z.string(),
  days: z.number().int(),
  most: z.number().int(),
  /** rows the last run removed; null: there was none yet */
  removed: z.number().int().nullable(),
});

const RetentionScope = z.object({
  lines: z.array(RetentionLine),
  set_at: z.string().nullable(),
  last_run_at: z.string().nullable(),
  revision: z.number().int(),
});

export const Retention = z
  .object({ team: RetentionScope, deployment: RetentionScope, next_run_at: z.string() })
  .meta({ id: 'Retention' });
export type Retention = z.infer<typeof Retention>;
