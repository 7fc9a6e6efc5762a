import type { Condition } from '../permissions/allows.js';
import type { Permission } from '../permissions/permissions.js';
import type { Role } from '../permissions/role.js';
import type { Sealed } from '../personal.js';
import type { SecurityPolicy } from './security-policy.js';
import type { ViewLimits } from './view-limits.js';

/** Whose an invitation is: a person, until it is reassigned, or the API key that sent it. */
export type Inviter = { kind: 'user' | 'api_key'; id: string };

/** What `from` had in this team is now `to`'s. Whoever keeps things that belong to a member follows it. */
type Reassigned = { type: 'ResourcesReassigned'; data: { from: string; to: string } };

export type MembershipEvent =
  | { type: 'MemberJoined'; data: { user_id: string; role: Role } }
  | { type: 'MemberLeft'; data: { user_id: string } }
  | { type: 'MemberRemoved'; data: { user_id: string } }
  | { type: 'MemberDeactivated'; data: { user_id: string } }
  | { type: 'MemberReactivated'; data: { user_id: string } }
  | Reassigned;

export type InvitationEvent =
  | {
      type: 'MemberInvited';
      /** `email` is sealed under the invitation's id: there may be no account it could belong to */
      data: { invitation_id: string; email: Sealed; role: Role; expires_at: string; invited_by: Inviter };
    }
  | { type: 'MembersImported'; data: { invitation_ids: string[] } }
  | {
      type: 'InvitationResent';
      data: { invitation_id: string; email: Sealed; role: Role; expires_at: string };
    }
  | { type: 'InvitationRevoked'; data: { invitation_id: string } }
  | { type: 'InvitationAccepted'; data: { invitation_id: string; user_id: string } };

export type RoleEvent =
  | { type: 'MemberRoleChanged'; data: { user_id: string; from: Role; to: Role } }
  | {
      type: 'MemberRoleChangeRequested';
      data: { request_id: string; user_id: string; from: Role; to: Role; requested_by: string };
    }
  | { type: 'MemberRoleChangeApproved'; data: { request_id: string } }
  | { type: 'MemberRoleChangeRejected'; data: { request_id: string } }
  | { type: 'MemberRoleChangeWithdrawn'; data: { request_id: string } }
  /** it died: who asked may not any more, the member is another than then, or nobody is left to approve */
  | { type: 'MemberRoleChangeLapsed'; data: { request_id: string } };

type Granted = { user_id: string; permission: Permission; conditions: readonly Condition[] };

export type GrantEvent =
  | { type: 'PermissionGranted'; data: Granted }
  | { type: 'PermissionRevoked'; data: Granted };

export type TeamEvent =
  | { type: 'TeamCreated'; data: { name: string } }
  | { type: 'TeamRenamed'; data: { name: string } }
  | { type: 'SecurityPolicySet'; data: SecurityPolicy }
  | { type: 'ViewLimitsSet'; data: ViewLimits }
  | MembershipEvent
  | InvitationEvent
  | RoleEvent
  | GrantEvent;
