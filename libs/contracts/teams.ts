import { z } from 'zod';
import { Grant } from './grants.js';
import { Role } from './identity.js';
import { Page } from './list.js';

export const TeamId = z.uuid({ error: 'A team id is a UUID.' });

export const TeamName = z
  .string()
  .trim()
  .min(1, { error: 'A team needs a name.' })
  .max(80, { error: 'At most 80 characters.' });

export const CreateTeam = z.strictObject({ name: TeamName }).meta({ id: 'CreateTeam' });
export type CreateTeam = z.infer<typeof CreateTeam>;

export const RenameTeam = z.strictObject({ name: TeamName }).meta({ id: 'RenameTeam' });
export type RenameTeam = z.infer<typeof RenameTeam>;

/** One team as its member sees it. `revision` is the team stream's revision, the resource's ETag. */
export const Team = z
  .object({
    team_id: TeamId,
    name: z.string(),
    role: Role,
    member_count: z.number().int(),
    revision: z.number().int(),
    created_at: z.string(),
    updated_at: z.string(),
  })
  .meta({ id: 'Team' });
export type Team = z.infer<typeof Team>;

export const TeamList = z.object({ data: z.array(Team), page: Page }).meta({ id: 'TeamList' });
export type TeamList = z.infer<typeof TeamList>;

export const Member = z
  .object({
    user_id: z.uuid(),
    name: z.string(),
    /** null: the person was erased */
    email: z.string().nullable(),
    role: Role,
    /** a deactivated member keeps the role and may do nothing */
    active: z.boolean(),
    /** beside what the role gives */
    grants: z.array(Grant),
    joined_at: z.string(),
    /** null: made the team, was added, or who invited was erased */
    invited_by_name: z.string().nullable(),
  })
  .meta({ id: 'Member' });
export type Member = z.infer<typeof Member>;

export const MemberList = z.object({ data: z.array(Member), page: Page }).meta({ id: 'MemberList' });
export type MemberList = z.infer<typeof MemberList>;
