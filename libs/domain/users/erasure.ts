import { DomainError } from '../domain-error.js';

/** What a team is to the person who asks, as the log has it. */
export type TeamOfPerson = {
  team_id: string;
  role: string;
  other_members: number;
  other_owners: number;
};

export type ErasureCommand =
  | { type: 'RequestErasure'; teams: readonly TeamOfPerson[]; confirmed: boolean }
  | { type: 'WithdrawErasure' }
  | { type: 'ApproveErasure'; team_id: string; user_id: string; approver_id: string }
  | { type: 'RejectErasure'; team_id: string }
  | { type: 'HaltErasure'; team_id: string }
  | { type: 'CompleteErasure' };

export type ErasureEvent =
  | { type: 'ErasureRequested'; data: { approval: 'owner' | 'self' } }
  | { type: 'ErasureApproved'; data: { team_id: string | null } }
  | { type: 'ErasureWithdrawn'; data: Record<string, never> }
  | { type: 'ErasureRejected'; data: { team_id: string } }
  | { type: 'UserErased'; data: Record<string, never> };

export type Erasure = 'none' | 'requested' | 'approved';

/**
 * none ▸ requested ▸ approved ▸ the account is erased; back to none when withdrawn, rejected or halted. Who has no other
 * owner to ask approves by typing the own address: there is nobody whom a waiting period would protect.
 */
export function decideErasure(command: ErasureCommand, erasure: Erasure): ErasureEvent[] {
  switch (command.type) {
    case 'RequestErasure':
      return request(command, erasure);
    case 'WithdrawErasure':
      if (erasure === 'approved')
        throw new DomainError('conflict', 'erasure-approved', 'The erasure is approved and under way.');
      return erasure === 'none' ? [] : [{ type: 'ErasureWithdrawn', data: {} }];
    case 'ApproveErasure':
      if (command.approver_id === command.user_id)
        throw new DomainError('forbidden', 'own-erasure', 'Somebody else has to approve your erasure.');
      if (erasure === 'approved') return [];
      waiting(erasure);
      return [{ type: 'ErasureApproved', data: { team_id: command.team_id } }];
    case 'RejectErasure':
      waiting(erasure);
      return [{ type: 'ErasureRejected', data: { team_id: command.team_id } }];
    case 'HaltErasure':
      return erasure === 'approved' ? [{ type: 'ErasureRejected', data: { team_id: command.team_id } }] : [];
    case 'CompleteErasure':
      return erasure === 'approved' ? [{ type: 'UserErased', data: {} }] : [];
  }
}

function request(
  { teams, confirmed }: Extract<ErasureCommand, { type: 'RequestErasure' }>,
  erasure: Erasure,
): ErasureEvent[] {
  if (erasure === 'approved') return [];
  if (teams.some(leavesNoOwner))
    throw new DomainError(
      'conflict',
      'last-owner',
      'You are the last owner of a team that others are in.',
      'Make another member an owner first.',
    );
  if (teams.some(({ other_owners }) => other_owners > 0))
    return erasure === 'none' ? [{ type: 'ErasureRequested', data: { approval: 'owner' } }] : [];
  if (!confirmed)
    throw new DomainError(
      'invalid',
      'confirmation-required',
      'Nobody else can approve this, so it happens at once.',
      'Type your e-mail address to confirm.',
    );
  const asked: ErasureEvent = { type: 'ErasureRequested', data: { approval: 'self' } };
  const approved: ErasureEvent = { type: 'ErasureApproved', data: { team_id: null } };
  return erasure === 'none' ? [asked, approved] : [approved];
}

export const leavesNoOwner = ({ role, other_members, other_owners }: TeamOfPerson) =>
  role === 'owner' && other_owners === 0 && other_members > 0;

function waiting(erasure: Erasure) {
  if (erasure !== 'requested')
    throw new DomainError('conflict', 'erasure-not-requested', 'No erasure is waiting for a decision.');
}
