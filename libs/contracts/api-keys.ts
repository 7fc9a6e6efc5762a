import { z } from 'zod';
import { Page } from './list.js';

export const ApiKeyId = z.uuid();

export const ApiKeyName = z
  .string()
  .trim()
  .min(1, { error: 'A key needs a name: what uses it?' })
  .max(80, { error: 'At most 80 characters.' });

/** Never owner: what only owners may do is for people. */
export const ApiKeyRole = z.enum(['admin', 'developer', 'viewer']).meta({ id: 'ApiKeyRole' });
export type ApiKeyRole = z.infer<typeof ApiKeyRole>;

const Fact = z.string().min(1).max(200);
export const Condition = z
  .strictObject({
    field: z.string().min(1).max(64),
    operator: z.enum(['equals', 'in', 'starts_with']),
    value: z.union([Fact, z.array(Fact).min(1).max(50)]),
  })
  .meta({ id: 'Condition' });

const PermissionName = z
  .string()
  .max(64)
  .regex(/^[a-z-]+:[a-z-]+$/, { error: 'A permission looks like team:read.' });
/** A permission, where all conditions are met; without conditions everywhere. */
export const LimitedTo = z
  .strictObject({ permission: PermissionName, conditions: z.array(Condition).max(10) })
  .meta({ id: 'LimitedTo' });
export type LimitedTo = z.infer<typeof LimitedTo>;

export const IssueApiKey = z
  .strictObject({
    name: ApiKeyName,
    role: ApiKeyRole,
    expires_at: z.iso.datetime({ offset: true, error: 'A date with time and zone.' }).nullish(),
    /** the only permissions of the role it gets, by name or with conditions; left out: all of them */
    permissions: z
      .array(z.union([PermissionName, LimitedTo]))
      .min(1)
      .max(100)
      .nullish(),
  })
  .meta({ id: 'IssueApiKey' });
export type IssueApiKey = z.infer<typeof IssueApiKey>;

export const longestOverlapSeconds = 7 * 24 * 3_600;
export const RotateApiKey = z
  .strictObject({
    /** how long the old secret still works beside the new one */
    overlap_seconds: z.number().int().min(0).max(longestOverlapSeconds, { error: 'At most 7 days.' }),
  })
  .meta({ id: 'RotateApiKey' });
export type RotateApiKey = z.infer<typeof RotateApiKey>;

/** The one time the secret is shown. */
export const ApiKeySecret = z
  .object({ id: ApiKeyId, secret: z.string(), revision: z.number().int() })
  .meta({ id: 'ApiKeySecret' });
export type ApiKeySecret = z.infer<typeof ApiKeySecret>;

/**
 * What its newest secret is worth. `old`: the team's policy wants it rotated, and it is refused after `refused_at`;
 * `too_old`: it is. `no_secret`: the answer with the secret was never sent; rotate the key.
 */
export const ApiKeyState = z
  .enum(['active', 'old', 'too_old', 'expired', 'revoked', 'no_secret'])
  .meta({ id: 'ApiKeyState' });
export type ApiKeyState = z.infer<typeof ApiKeyState>;

const Time = z.iso.datetime();
const Somebody = z.object({
  user_id: z.uuid(),
  /** null: no longer in the team, or erased */
  name: z.string().nullable(),
});

export const ApiKey = z
  .object({
    api_key_id: ApiKeyId,
    name: z.string(),
    role: ApiKeyRole,
    /** null: all permissions of the role */
    permissions: z.array(LimitedTo).nullable(),
    state: ApiKeyState,
    /** how its secrets begin */
    prefix: z.string(),
    owner: Somebody,
    issued_by: Somebody,
    issued_at: Time,
    expires_at: Time.nullable(),
    rotated_at: Time.nullable(),
    /** until then the secret before the newest works too; null: it does not */
    overlap_until: Time.nullable(),
    refused_at: Time.nullable(),
    revoked_at: Time.nullable(),
    /** to the minute */
    last_used_at: Time.nullable(),
    /** null: never used, or the person who holds the secret was erased */
    last_used_ip: z.string().nullable(),
    revision: z.number().int(),
  })
  .meta({ id: 'ApiKey' });
export type ApiKey = z.infer<typeof ApiKey>;

export const ApiKeyList = z.object({ data: z.array(ApiKey), page: Page }).meta({ id: 'ApiKeyList' });
export type ApiKeyList = z.infer<typeof ApiKeyList>;

/** What a program may know of the key it asks with. */
export const OwnApiKey = z
  .object({
    api_key_id: ApiKeyId,
    team_id: z.uuid(),
    name: z.string(),
    role: ApiKeyRole,
    permissions: z.array(LimitedTo).nullable(),
    expires_at: Time.nullable(),
  })
  .meta({ id: 'OwnApiKey' });
export type OwnApiKey = z.infer<typeof OwnApiKey>;
