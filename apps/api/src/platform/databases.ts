import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { ConnectedDatabases } from '@pgai/connections/connected-databases.js';
import { EventStore } from '@pgai/event-store/event-store.js';
import { NetworkGuard } from '@pgai/target/guard.js';
import { SecretVault } from '@pgai/vault/secret-vault.js';
import { Config } from './config.js';
import { ReadModelNotices } from './read-model-notices.js';

/** The teams' databases, in this process. A pool ends when its connection has changed, without waiting for a question. */
@Injectable()
export class Databases extends ConnectedDatabases implements OnApplicationShutdown {
  constructor(store: EventStore, vault: SecretVault, guard: NetworkGuard, notices: ReadModelNotices) {
    super({ store, vault, guard });
    notices.on('moved', ({ model, id, events }) => {
      if (model === 'connection' && events.some((type) => ends.has(type))) this.forget(id);
    });
  }

  onApplicationShutdown() {
    this.close();
  }
}

const ends = new Set(['ConnectionUpdated', 'CredentialRotated', 'ConnectionDisabled', 'ConnectionArchived']);

export const networkGuard = ({ allowPrivateNetworks }: Config) => new NetworkGuard(allowPrivateNetworks);
