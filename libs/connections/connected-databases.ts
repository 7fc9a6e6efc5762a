import { randomUUID } from 'node:crypto';
import { type Connection, connection, usable } from '@pgai/domain/connections/connection.js';
import type { Metadata } from '@pgai/event-store/event.js';
import type { EventStore } from '@pgai/event-store/event-store.js';
import { handle } from '@pgai/event-store/handle.js';
import { stateOf } from '@pgai/event-store/state-of.js';
import type { NetworkGuard } from '@pgai/target/guard.js';
import { TargetPools } from '@pgai/target/pools.js';
import { type Reader, reading } from '@pgai/target/read.js';
import type { Session } from '@pgai/target/session.js';
import type { Target } from '@pgai/target/target.js';
import { SecretGone, type SecretVault } from '@pgai/vault/secret-vault.js';
import { openCredential } from './credential.js';
import { targetOf } from './target-of.js';

/** Why a database is dialled, and for whom: it is in the ledger. */
export type Access = {
  /** a word or two: `health`, `schema`, `preview` */
  purpose: string;
  by: Metadata['actor'];
  correlationId?: string;
  /** knock although the last attempt failed a moment ago */
  knock?: boolean;
};

type Usable = Exclude<Connection, { status: 'absent' }>;
type Options = { store: EventStore; vault: SecretVault; guard: NetworkGuard };

/**
 * The databases of the teams, by the id of their connection. Whether it may be dialled, and how, is asked of the log every
 * time, so a change counts from the next question on, in every process. A credential is decrypted when a pool is opened and
 * stays in its memory; each purpose it then serves is one fact in the log, appended before.
 */
export class ConnectedDatabases {
  private readonly pools: TargetPools;
  private readonly served = new Map<string, { version: string; purposes: Map<string, Promise<void>> }>();

  constructor(private readonly options: Options) {
    this.pools = new TargetPools(options.guard, (id) => this.served.delete(id));
  }

  /** Questions in a READ ONLY transaction that is rolled back. @throws DomainError, TargetError */
  read<T>(connectionId: string, access: Access, work: (read: Reader) => Promise<T>): Promise<T> {
    return this.withClient(connectionId, access, (session, target) => reading(session, target, work));
  }

  /** A session of the pool, for as long as `work` takes. @throws DomainError, TargetError */
  async withClient<T>(
    connectionId: string,
    access: Access,
    work: (session: Session, target: Target) => Promise<T>,
  ): Promise<T> {
    const pool = await this.pool(connectionId, access).catch((error) => {
      if (error instanceof SecretGone) return this.pool(connectionId, access); // rotated between two looks
      throw error;
    });
    return pool.with((session) => work(session, pool.target), { knock: access.knock ?? false });
  }

  figures(connectionId: string) {
    return this.pools.figures(connectionId);
  }

  forget(connectionId: string) {
    this.pools.forget(connectionId);
  }

  close() {
    this.pools.close();
  }

  private async pool(connectionId: string, access: Access) {
    const state = usable(await stateOf(this.options.store, connection, `connection-${connectionId}`));
    const version = JSON.stringify([state.credential.secret_id, state.settings]);
    await this.serve(connectionId, version, state, access);
    return this.pools.of(connectionId, version, async () => {
      const place = { teamId: state.team_id, ownerId: connectionId };
      const credential = await openCredential(this.options.vault, place, state.credential.secret_id);
      return targetOf(state.settings, credential);
    });
  }

  private async serve(id: string, version: string, { team_id }: Usable, access: Access) {
    const known = this.served.get(id);
    const current =
      known?.version === version ? known : { version, purposes: new Map<string, Promise<void>>() };
    this.served.set(id, current);
    const recorded = current.purposes.get(access.purpose) ?? this.record(id, team_id, access);
    current.purposes.set(access.purpose, recorded);
    recorded.catch(() => current.purposes.delete(access.purpose));
    return recorded;
  }

  private async record(id: string, team_id: string, access: Access) {
    const commandId = randomUUID();
    await handle(
      this.options.store,
      connection,
      `connection-${id}`,
      { type: 'AccessCredential', purpose: access.purpose },
      {
        commandId,
        firstTry: true,
        metadata: {
          actor: access.by,
          team_id,
          correlation_id: access.correlationId ?? commandId,
          causation_id: null,
          request_id: commandId,
          at: new Date().toISOString(),
          schema: 1,
        },
      },
    );
  }
}
