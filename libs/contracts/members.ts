import { z } from 'zod';
import { Role } from './identity.js';
import { Receipt } from './receipt.js';

export const MemberId = z.uuid({ error: 'The id of a person is a UUID.' });

export const ChangeRole = z.strictObject({ role: Role }).meta({ id: 'ChangeRole' });
export type ChangeRole = z.infer<typeof ChangeRole>;

/** `request_id`: the change waits for a second person under this id; null: it is done. */
export const RoleChange = Receipt.extend({ request_id: z.uuid().nullable() }).meta({ id: 'RoleChange' });
export type RoleChange = z.infer<typeof RoleChange>;

/** `reassign_to`: who takes over what is theirs; left out: who sends it, or the first owner or admin. */
export const HandOver = z.strictObject({ reassign_to: MemberId.optional() }).meta({ id: 'HandOver' });
export type HandOver = z.infer<typeof HandOver>;

/** A change of role that waits for a second person. */
export const RoleRequest = z
  .object({
    request_id: z.uuid(),
    user_id: MemberId,
    from_role: Role,
    to_role: Role,
    requested_by: MemberId,
    requested_at: z.iso.datetime(),
  })
  .meta({ id: 'RoleRequest' });
export type RoleRequest = z.infer<typeof RoleRequest>;

export const RoleRequests = z.object({ data: z.array(RoleRequest) }).meta({ id: 'RoleRequests' });
export type RoleRequests = z.infer<typeof RoleRequests>;

/** When somebody was last seen in a team, and how much they did in it. Null: never. */
export const MemberActivity = z
  .object({
    user_id: MemberId,
    last_seen_at: z.iso.datetime().nullable(),
    last_sign_in_at: z.iso.datetime().nullable(),
    /** in the last 30 days */
    commands: z.number().int(),
  })
  .meta({ id: 'MemberActivity' });
export type MemberActivity = z.infer<typeof MemberActivity>;

export const MembersActivity = z.object({ data: z.array(MemberActivity) }).meta({ id: 'MembersActivity' });
export type MembersActivity = z.infer<typeof MembersActivity>;
