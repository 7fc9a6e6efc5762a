import type { Decider } from '../decider.js';
import { DomainError } from '../domain-error.js';
import type { Grant, Holder } from '../permissions/allows.js';
import { allows, notPermitted } from '../permissions/allows.js';
import type { Permission } from '../permissions/permissions.js';
import type { Role } from '../permissions/role.js';
import { type KeyRights, meaningful, noMoreThan } from './no-more-than.js';

/** Keys are for programs, and what only an owner may do is for people. */
export type KeyRole = Exclude<Role, 'owner'>;

/** The person who asks, and what they hold in the team of the path. */
type By = { id: string; holder: Holder };

export type ApiKeyCommand =
  | {
      type: 'IssueApiKey';
      team_id: string;
      name: string;
      role: KeyRole;
      grants: readonly Grant[] | null;
      expires_at: string | null;
      by: By;
      at: string;
    }
  | { type: 'RotateApiKey'; team_id: string; overlap_until: string; by: By; at: string }
  | { type: 'RevokeApiKey'; team_id: string; by: By };

export type ApiKeyIssuedData = {
  team_id: string;
  name: string;
  role: KeyRole;
  /** the only permissions of the role it has; null: all of them */
  grants: readonly Grant[] | null;
  expires_at: string | null;
  issued_by: string;
};

export type ApiKeyEvent =
  | { type: 'ApiKeyIssued'; data: ApiKeyIssuedData }
  | { type: 'ApiKeyRotated'; data: { overlap_until: string } }
  | { type: 'ApiKeyRevoked'; data: Record<string, never> };

/** With what the audit compares before and after a change: the name, and until when the secret before still works. */
type There = { status: 'active' | 'revoked'; team_id: string; name: string } & KeyRights & {
    expires_at: string | null;
    overlap_until: string | null;
  };
export type ApiKey = { status: 'absent' } | There;

/** What a key is, without its secret: neither the secret nor its hash is ever in an event. */
export const apiKey: Decider<ApiKey, ApiKeyCommand, ApiKeyEvent> = {
  initial: { status: 'absent' },

  decide(command, key) {
    const { team_id, by } = command;
    switch (command.type) {
      case 'IssueApiKey': {
        const { name, role, grants, expires_at, at } = command;
        if (key.status !== 'absent')
          throw new DomainError('conflict', 'api-key-exists', 'This API key already exists.');
        permitted(by, 'api-keys:issue', role);
        meaningful({ role, limits: grants });
        noMoreThan(by.holder, { role, limits: grants });
        if (expires_at !== null && expires_at <= at)
          throw new DomainError('invalid', 'expiry-in-the-past', 'The key would have expired already.');
        return [
          { type: 'ApiKeyIssued', data: { team_id, name, role, grants, expires_at, issued_by: by.id } },
        ];
      }
      case 'RotateApiKey': {
        const found = ofTeam(key, team_id);
        permitted(by, 'api-keys:rotate', found.role);
        noMoreThan(by.holder, found); // whoever rotates a key is shown a secret with its rights
        if (found.status === 'revoked' || (found.expires_at !== null && found.expires_at <= command.at))
          throw new DomainError(
            'conflict',
            'api-key-ended',
            'This API key was revoked or has expired.',
            'Issue a new one.',
          );
        return [{ type: 'ApiKeyRotated', data: { overlap_until: command.overlap_until } }];
      }
      case 'RevokeApiKey': {
        const { status, role } = ofTeam(key, team_id);
        permitted(by, 'api-keys:revoke', role);
        return status === 'active' ? [{ type: 'ApiKeyRevoked', data: {} }] : [];
      }
    }
  },

  evolve(key, event) {
    switch (event.type) {
      case 'ApiKeyIssued': {
        const { team_id, name, role, grants: limits, expires_at } = event.data;
        return { status: 'active', team_id, name, role, limits, expires_at, overlap_until: null };
      }
      case 'ApiKeyRotated':
        return key.status === 'absent' ? key : { ...key, overlap_until: event.data.overlap_until };
      case 'ApiKeyRevoked':
        return key.status === 'absent' ? key : { ...key, status: 'revoked' };
      default:
        return key; // an event written by a newer version changes no rule here
    }
  },
};

/** To another team a key is not there. */
const ofTeam = (key: ApiKey, teamId: string) => {
  if (key.status === 'absent' || key.team_id !== teamId)
    throw new DomainError('not-found', 'api-key-not-found', 'This team has no such API key.');
  return key;
};

const permitted = ({ holder }: By, permission: Permission, role: Role) => {
  if (!allows(holder, permission, { role })) throw notPermitted(holder, permission);
};
