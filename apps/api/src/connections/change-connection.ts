import { Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { keepCredential, type OpenCredential } from '@pgai/connections/credential.js';
import type { CreateConnection, RotateCredential, UpdateConnection } from '@pgai/contracts/connections.js';
import type { ConnectionCommand, Credential } from '@pgai/domain/connections/connection.js';
import { type Connection, connection, connectionNotFound } from '@pgai/domain/connections/connection.js';
import { DomainError } from '@pgai/domain/domain-error.js';
import { type Actor, demand } from '@pgai/domain/permissions/actor.js';
import type { Holder } from '@pgai/domain/permissions/allows.js';
import { EventStore } from '@pgai/event-store/event-store.js';
import { stateOf } from '@pgai/event-store/state-of.js';
import { NetworkGuard } from '@pgai/target/guard.js';
import { SecretVault } from '@pgai/vault/secret-vault.js';
import type { CommandContext } from '../platform/command-context.js';
import { ConnectionNames } from './connection-names.js';
import { accepted, ConnectionTests, type Tell } from './connection-tests.js';
import { HandleConnection } from './connections.handler.js';
import { credentialOf, settingsOf } from './fields.js';

export type Change = { teamId: string; by: Actor; holder: Holder; context: CommandContext };

/** Stands for the one that is in the vault only once everything else is clear. */
const unsealed: Credential = { secret_id: '', fingerprint: '' };

/**
 * What is found out before the rules are asked: does it work, is the name free, where is the secret kept? The rules are
 * asked twice: before a server is dialled with what is stored, and with the result, by whoever appends.
 */
@Injectable()
export class ChangeConnection {
  constructor(
    private readonly commands: CommandBus,
    private readonly store: EventStore,
    private readonly vault: SecretVault,
    private readonly names: ConnectionNames,
    private readonly tests: ConnectionTests,
  ) {}

  async register(fields: CreateConnection, { teamId, by, holder, context }: Change) {
    const { name, engine } = fields;
    demand(by, 'connections:create', () => holder, { name, engine });
    const result = await this.tests.ofFields(fields);
    const overrides = accepted(result, fields.overrides);
    const id = context.newId;
    await this.names.take(teamId, name, id);
    const settings = plain(settingsOf(fields));
    const { revision } = await this.sealed(teamId, id, credentialOf(fields), (credential) =>
      this.append(
        id,
        { type: 'RegisterConnection', team_id: teamId, name, settings, credential, overrides, by, holder },
        context,
      ),
    );
    return { id, revision: Number(revision), result };
  }

  async update(id: string, fields: UpdateConnection, change: Change) {
    const { teamId, context } = change;
    const { name } = fields;
    const { state, settings, given, command } = await this.changed(id, fields, change);
    const result = given
      ? await this.tests.of(settings, given)
      : await this.tests.ofStored(id, { ...state, settings });
    const overrides = accepted(result, fields.overrides);
    await this.names.take(teamId, name, id);
    const { revision } = given
      ? await this.sealed(teamId, id, given, (credential) =>
          this.append(id, command(overrides, credential), context),
        )
      : await this.append(id, command(overrides), context);
    await this.names.release(teamId, id, name);
    return { id, revision: Number(revision) };
  }

  /** What a change would find; nothing is kept. */
  async tested(id: string, fields: UpdateConnection, change: Change) {
    const { state, settings, given } = await this.changed(id, fields, change);
    if (given) return (tell?: Tell) => this.tests.of(settings, given, tell);
    await this.append(id, { type: 'AccessCredential', purpose: 'test' }, change.context);
    return (tell?: Tell) => this.tests.ofStored(id, { ...state, settings }, tell);
  }

  /** @throws DomainError when the rules refuse it, before anything is dialled with what is stored */
  private async changed(id: string, fields: UpdateConnection, { teamId, by, holder }: Change) {
    const { name, password } = fields;
    const state = await this.state(id);
    const settings = plain(settingsOf(fields));
    const command = (overrides: string[], credential?: Credential): ConnectionCommand => ({
      type: 'UpdateConnection',
      team_id: teamId,
      name,
      settings,
      overrides,
      by,
      holder,
      ...(credential && { credential }),
    });
    connection.decide(command([], password === undefined ? undefined : unsealed), state);
    if (state.status === 'absent') throw connectionNotFound();
    const given = password === undefined ? undefined : credentialOf({ ...fields, password });
    return { state, settings, given, command };
  }

  async rotate(id: string, fields: RotateCredential, { teamId, by, holder, context }: Change) {
    const state = await this.state(id);
    const command = (credential: Credential): ConnectionCommand => ({
      type: 'RotateCredential',
      team_id: teamId,
      credential,
      by,
      holder,
    });
    connection.decide(command(unsealed), state);
    if (state.status === 'absent') throw connectionNotFound();
    const result = await this.tests.of(state.settings, credentialOf(fields));
    accepted(
      result,
      result.checks.map(({ name }) => name), // what is missing was missing before
    );
    const { revision } = await this.sealed(teamId, id, credentialOf(fields), (credential) =>
      this.append(id, command(credential), context),
    );
    return { id, revision: Number(revision) };
  }

  async archive(id: string, { teamId, by, holder, context }: Change) {
    const command = { type: 'ArchiveConnection', team_id: teamId, by, holder } as const;
    const { revision } = await this.append(id, command, context);
    await this.names.release(teamId, id);
    await this.vault.forgetOthers({ teamId, ownerId: id }, null);
    return { id, revision: Number(revision) };
  }

  append(id: string, command: ConnectionCommand, context: CommandContext) {
    return this.commands.execute(new HandleConnection(id, command, context));
  }

  state(id: string): Promise<Connection> {
    return stateOf(this.store, connection, `connection-${id}`);
  }

  private async nameOf(id: string) {
    const state = await this.state(id);
    return state.status === 'absent' ? undefined : state.name;
  }

  /** Keeps the secret, does what names it, and forgets those it replaces; one that was refused is forgotten itself. */
  private async sealed<T>(
    teamId: string,
    id: string,
    open: OpenCredential,
    append: (kept: Credential) => Promise<T>,
  ) {
    const place = { teamId, ownerId: id };
    const credential = await keepCredential(this.vault, place, open);
    const forget = async () => {
      const state = await this.state(id);
      await this.vault.forgetOthers(place, state.status === 'absent' ? null : state.credential.secret_id);
    };
    try {
      const done = await append(credential);
      await forget();
      return done;
    } catch (error) {
      if (error instanceof DomainError) await forget(); // anything else may have been appended
      if (error instanceof DomainError) await this.names.release(teamId, id, await this.nameOf(id));
      throw error;
    }
  }
}

const plain = <T extends { host: string }>(settings: T): T => ({
  ...settings,
  host: NetworkGuard.plain(settings.host),
});
