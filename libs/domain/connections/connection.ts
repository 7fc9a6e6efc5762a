import type { Decider } from '../decider.js';
import { DomainError } from '../domain-error.js';
import { type Actor, demand } from '../permissions/actor.js';
import type { Holder } from '../permissions/allows.js';
import type { Permission } from '../permissions/permissions.js';
import { exposesCredential, type Settings, sameSettings } from './settings.js';

export type Health = 'unknown' | 'healthy' | 'degraded' | 'down';

/** Where the vault keeps it, and what tells it from another without giving it away. */
export type Credential = { secret_id: string; fingerprint: string };

/** Who acts, and what a person holds in the team; a key brings that along itself. */
type By = { by: Actor; holder?: Holder | undefined };

export type ConnectionCommand =
  | ({
      type: 'RegisterConnection';
      team_id: string;
      name: string;
      settings: Settings;
      credential: Credential;
      overrides: string[];
    } & By)
  | ({
      type: 'UpdateConnection';
      team_id: string;
      name: string;
      settings: Settings;
      credential?: Credential | undefined;
      overrides: string[];
    } & By)
  | ({ type: 'RotateCredential'; team_id: string; credential: Credential } & By)
  | ({ type: 'DisableConnection' | 'EnableConnection' | 'ArchiveConnection'; team_id: string } & By)
  | { type: 'ReportHealth'; health: Exclude<Health, 'unknown'>; reason: string }
  | { type: 'AccessCredential'; purpose: string };

export type ConnectionEvent =
  | {
      type: 'ConnectionRegistered';
      data: { team_id: string; name: string; overrides: string[] } & Settings & Credential;
    }
  | { type: 'ConnectionUpdated'; data: { name: string; overrides: string[] } & Settings }
  | { type: 'CredentialRotated'; data: Credential }
  | { type: 'CredentialAccessed'; data: { purpose: string } }
  | { type: 'ConnectionHealthChanged'; data: { from: Health; to: Health; reason: string } }
  | { type: 'ConnectionDisabled'; data: Record<string, never> }
  | { type: 'ConnectionEnabled'; data: Record<string, never> }
  | { type: 'ConnectionArchived'; data: Record<string, never> };

/** Lifecycle is what people decided, health is what was seen. */
export type Connection =
  | { status: 'absent' }
  | {
      status: 'active' | 'disabled' | 'archived';
      team_id: string;
      name: string;
      settings: Settings;
      credential: Credential;
      health: Health;
    };

type Registered = Exclude<Connection, { status: 'absent' }>;

export const decide = (command: ConnectionCommand, connection: Connection): ConnectionEvent[] => {
  switch (command.type) {
    case 'RegisterConnection': {
      const { team_id, name, settings, credential, overrides, by, holder } = command;
      demand(by, 'connections:create', () => holder, { name, engine: settings.engine });
      if (connection.status !== 'absent')
        throw new DomainError('conflict', 'connection-exists', 'This connection was made before.');
      return [
        { type: 'ConnectionRegistered', data: { team_id, name, ...settings, ...credential, overrides } },
      ];
    }
    case 'UpdateConnection':
      return update(command, permitted(connection, command, 'connections:update'));
    case 'RotateCredential': {
      const { credential } = permitted(connection, command, 'connections:update');
      if (credential.secret_id === command.credential.secret_id) return [];
      return [{ type: 'CredentialRotated', data: command.credential }];
    }
    case 'DisableConnection':
      return permitted(connection, command, 'connections:update').status === 'disabled'
        ? []
        : [{ type: 'ConnectionDisabled', data: {} }];
    case 'EnableConnection':
      return permitted(connection, command, 'connections:update').status === 'active'
        ? []
        : [{ type: 'ConnectionEnabled', data: {} }];
    case 'ArchiveConnection':
      permitted(connection, command, 'connections:delete');
      return [{ type: 'ConnectionArchived', data: {} }];
    case 'ReportHealth': {
      if (connection.status !== 'active' || connection.health === command.health) return [];
      const { health: to, reason } = command;
      return [{ type: 'ConnectionHealthChanged', data: { from: connection.health, to, reason } }];
    }
    case 'AccessCredential':
      usable(connection);
      return [{ type: 'CredentialAccessed', data: { purpose: command.purpose } }];
  }
};

export const evolve = (connection: Connection, event: ConnectionEvent): Connection => {
  if (event.type === 'ConnectionRegistered') {
    const { team_id, name, secret_id, fingerprint, overrides, ...settings } = event.data;
    const credential = { secret_id, fingerprint };
    return { status: 'active', team_id, name, settings, credential, health: 'unknown' };
  }
  if (connection.status === 'absent') return connection;
  switch (event.type) {
    case 'ConnectionUpdated': {
      const { name, overrides, ...settings } = event.data;
      return { ...connection, name, settings };
    }
    case 'CredentialRotated':
      return { ...connection, credential: event.data };
    case 'ConnectionHealthChanged':
      return { ...connection, health: event.data.to };
    case 'ConnectionDisabled':
      return { ...connection, status: 'disabled', health: 'unknown' };
    case 'ConnectionEnabled':
      return { ...connection, status: 'active' };
    case 'ConnectionArchived':
      return { ...connection, status: 'archived', health: 'unknown' };
    default:
      return connection; // an event written by a newer version changes no rule here
  }
};

export const connection: Decider<Connection, ConnectionCommand, ConnectionEvent> = {
  initial: { status: 'absent' },
  decide,
  evolve,
};

type Update = Extract<ConnectionCommand, { type: 'UpdateConnection' }>;

function update({ name, settings, credential, overrides }: Update, now: Registered): ConnectionEvent[] {
  if (!credential && exposesCredential(now.settings, settings))
    throw new DomainError(
      'invalid',
      'credential-needed',
      'A stored password does not go to another server, user or a weaker TLS mode.',
      'Give the password again.',
    );
  const events: ConnectionEvent[] = [];
  if (name !== now.name || !sameSettings(now.settings, settings))
    events.push({ type: 'ConnectionUpdated', data: { name, ...settings, overrides } });
  if (credential && credential.secret_id !== now.credential.secret_id)
    events.push({ type: 'CredentialRotated', data: credential });
  return events;
}

/** The connection, if it is one of this team's, still changes, and the actor may do this. */
function permitted(
  connection: Connection,
  { team_id, by, holder }: { team_id: string } & By,
  permission: Permission,
) {
  if (connection.status === 'absent' || connection.team_id !== team_id) throw connectionNotFound();
  const { name, settings } = connection;
  demand(by, permission, () => holder, { name, engine: settings.engine });
  if (connection.status === 'archived')
    throw new DomainError('conflict', 'connection-archived', 'An archived connection cannot change.');
  return connection;
}

/** @throws DomainError unless it may be dialled */
export function usable(connection: Connection): Registered {
  if (connection.status === 'absent' || connection.status === 'archived') throw connectionNotFound();
  if (connection.status === 'disabled')
    throw new DomainError(
      'conflict',
      'connection-disabled',
      'This connection is disabled.',
      'Enable it first.',
    );
  return connection;
}

export const connectionNotFound = () =>
  new DomainError('not-found', 'connection-not-found', 'There is no such connection in this team.');
