import { describe, expect, it } from 'vitest';
import type { Actor } from '../permissions/actor.js';
import { given } from '../testing/given.js';
import { type ConnectionCommand, type ConnectionEvent, connection } from './connection.js';
import type { Settings } from './settings.js';

const by: Actor = { kind: 'user', id: 'ada' };
const admin = { by, holder: { role: 'admin' } } as const;
const team_id = 'meridian';
const settings: Settings = {
  engine: 'postgres',
  host: 'db.example.com',
  port: 5432,
  database: 'shop',
  username: 'pgai_service',
  ssl_mode: 'verify-full',
  pool: { min: 0, max: 10 },
};
const credential = { secret_id: 's1', fingerprint: 'f1' };
const other = { secret_id: 's2', fingerprint: 'f2' };
const register: ConnectionCommand = {
  type: 'RegisterConnection',
  team_id,
  name: 'shop',
  settings,
  credential,
  overrides: ['create'],
  ...admin,
};
const registered: ConnectionEvent = {
  type: 'ConnectionRegistered',
  data: { team_id, name: 'shop', ...settings, ...credential, overrides: ['create'] },
};
const update = (more: Partial<Settings>, extra: object = {}): ConnectionCommand => ({
  type: 'UpdateConnection',
  team_id,
  name: 'shop',
  settings: { ...settings, ...more },
  overrides: [],
  ...admin,
  ...extra,
});
const turn = (type: 'DisableConnection' | 'EnableConnection' | 'ArchiveConnection') =>
  ({ type, team_id, ...admin }) as const;
const archived: ConnectionEvent = { type: 'ConnectionArchived', data: {} };
const disabled: ConnectionEvent = { type: 'ConnectionDisabled', data: {} };

describe('registering', () => {
  it('records where it is and what was accepted', () => given(connection).when(register).decides(registered));
  it('happens once', () => given(connection, registered).when(register).refused('connection-exists'));
  it('is not for developers', () =>
    given(connection)
      .when({ ...register, holder: { role: 'developer' } })
      .refused('not-permitted'));
  it('may be granted by name', () => {
    const condition = { field: 'name', operator: 'starts_with', value: 'sho' } as const;
    const holder = {
      role: 'developer',
      grants: [{ permission: 'connections:create', conditions: [condition] }],
    } as const;
    given(connection)
      .when({ ...register, holder })
      .decides(registered);
    given(connection)
      .when({ ...register, name: 'crm', holder })
      .refused('not-permitted');
  });
});

describe('a change', () => {
  it('of the pool keeps the password', () =>
    given(connection, registered)
      .when(update({ pool: { min: 1, max: 20 } }))
      .decides({
        type: 'ConnectionUpdated',
        data: { name: 'shop', ...settings, pool: { min: 1, max: 20 }, overrides: [] },
      }));

  it.each<[string, Partial<Settings>]>([
    ['host', { host: 'evil.example.com' }],
    ['port', { port: 5433 }],
    ['user', { username: 'somebody' }],
    ['weaker TLS mode', { ssl_mode: 'require' }],
  ])('to another %s wants the password again', (_, more) => {
    given(connection, registered).when(update(more)).refused('credential-needed');
    given(connection, registered)
      .when(update(more, { credential: other }))
      .decides(
        { type: 'ConnectionUpdated', data: { name: 'shop', ...settings, ...more, overrides: [] } },
        { type: 'CredentialRotated', data: other },
      );
  });

  it('that changes nothing is no event', () => given(connection, registered).when(update({})).decides());
  it('is not for an archived one', () =>
    given(connection, registered, archived)
      .when(update({ database: 'crm' }))
      .refused('connection-archived'));
  it('from another team finds nothing', () =>
    given(connection, registered)
      .when({ ...turn('DisableConnection'), team_id: 'eve' })
      .refused('connection-not-found'));
});

describe('lifecycle', () => {
  it('goes off and on, and each only once', () => {
    given(connection, registered).when(turn('DisableConnection')).decides(disabled);
    given(connection, registered, disabled).when(turn('DisableConnection')).decides();
    given(connection, registered, disabled)
      .when(turn('EnableConnection'))
      .decides({ type: 'ConnectionEnabled', data: {} });
  });
  it('keeps a credential from being used', () => {
    const use: ConnectionCommand = { type: 'AccessCredential', purpose: 'schema' };
    given(connection, registered)
      .when(use)
      .decides({ type: 'CredentialAccessed', data: { purpose: 'schema' } });
    given(connection, registered, disabled).when(use).refused('connection-disabled');
    given(connection, registered, archived).when(use).refused('connection-not-found');
  });
});

describe('health', () => {
  const report = (health: 'healthy' | 'down'): ConnectionCommand => ({
    type: 'ReportHealth',
    health,
    reason: 'connection-refused',
  });
  const down: ConnectionEvent = {
    type: 'ConnectionHealthChanged',
    data: { from: 'unknown', to: 'down', reason: 'connection-refused' },
  };

  it('is an event when it changes, not when it is looked at', () => {
    given(connection, registered).when(report('down')).decides(down);
    given(connection, registered, down).when(report('down')).decides();
  });
  it('of a disabled connection is of no interest', () =>
    given(connection, registered, disabled).when(report('down')).decides());
  it('is not known after it was disabled', () => {
    const state = [registered, down, disabled].reduce(connection.evolve, connection.initial);

    expect(state).toMatchObject({ status: 'disabled', health: 'unknown' });
  });
});
