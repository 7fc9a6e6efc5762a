import { type DynamicModule, Global, Injectable, Module, type OnApplicationShutdown } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_PIPE } from '@nestjs/core';
import { CqrsModule } from '@nestjs/cqrs';
import { DocumentStore } from '@pgai/collab/document-store.js';
import { createDb, createPool, Db } from '@pgai/db/pool.js';
import { EventStore } from '@pgai/event-store/event-store.js';
import { NetworkGuard } from '@pgai/target/guard.js';
import { PersonalVault } from '@pgai/vault/personal-vault.js';
import { SecretVault } from '@pgai/vault/secret-vault.js';
import { Pool } from 'pg';
import type { Logger as Pino } from 'pino';
import { ApiKeyLookup } from './api-key-lookup.js';
import { AuthGuard } from './auth.guard.js';
import { CommandContexts } from './command-context.js';
import { Config } from './config.js';
import { Databases, networkGuard } from './databases.js';
import { DestroyedKeyNotices } from './destroyed-key-notices.js';
import { HealthQueries } from './health.js';
import { KnownSchemas } from './known-schemas.js';
import { Logger } from './logger.js';
import { MailTokens } from './mail-tokens.js';
import { Metrics } from './metrics.js';
import { NoteOperation } from './operation.js';
import { OperationsController } from './operations.controller.js';
import { PersonNames } from './person-names.js';
import { ProblemFilter } from './problem.filter.js';
import { ReadModelNotices } from './read-model-notices.js';
import { ReadYourWrite } from './read-your-write.js';
import { Refusals } from './refusals.js';
import { SessionLookup } from './session-lookup.js';
import { TeamChanges } from './team-changes.js';
import { TeamStates } from './team-states.js';
import { Tenancy } from './tenancy.js';
import { ValidationPipe } from './validation.pipe.js';
import { ViewReaders } from './view-readers.js';

@Injectable()
class Connections implements OnApplicationShutdown {
  constructor(
    private readonly pool: Pool,
    private readonly store: EventStore,
  ) {}

  async onApplicationShutdown() {
    await Promise.allSettled([this.store.dispose(), this.pool.end()]);
  }
}

const services = [
  ApiKeyLookup,
  CommandContexts,
  HealthQueries,
  KnownSchemas,
  MailTokens,
  Metrics,
  PersonNames,
  ReadModelNotices,
  ReadYourWrite,
  Refusals,
  SessionLookup,
  TeamChanges,
  TeamStates,
  Tenancy,
  ViewReaders,
];
const connections = [Config, Logger, Pool, Db, DocumentStore, EventStore, PersonalVault];
const targets = [NetworkGuard, SecretVault, Databases];

/** What every feature stands on: connections, who asks, how a refusal looks. */
@Global()
@Module({})
export class PlatformModule {}

export const platform = (config: Config, logger: Pino): DynamicModule => ({
  module: PlatformModule,
  imports: [CqrsModule.forRoot()],
  controllers: [OperationsController],
  providers: [
    { provide: Config, useValue: config },
    { provide: Logger, useValue: logger },
    {
      provide: Pool,
      useFactory: () => createPool(config.databaseUrl, { max: 20, name: 'pgai-api', role: 'pgai_api' }),
    },
    { provide: Db, useFactory: createDb, inject: [Pool] },
    { provide: DocumentStore, useFactory: (pool: Pool) => new DocumentStore(pool), inject: [Pool] },
    { provide: EventStore, useFactory: () => new EventStore(config.eventStoreUrl) },
    {
      provide: PersonalVault,
      useFactory: (pool: Pool) => new PersonalVault(pool, config.masterKey),
      inject: [Pool],
    },
    { provide: APP_GUARD, useClass: NoteOperation },
    { provide: NetworkGuard, useFactory: networkGuard, inject: [Config] },
    {
      provide: SecretVault,
      useFactory: (pool: Pool) => new SecretVault(pool, config.masterKey),
      inject: [Pool],
    },
    Databases,
    { provide: APP_GUARD, useClass: AuthGuard },
    { provide: APP_PIPE, useClass: ValidationPipe },
    { provide: APP_FILTER, useClass: ProblemFilter },
    ...services,
    Connections,
    DestroyedKeyNotices,
  ],
  exports: [...connections, ...targets, ...services, CqrsModule],
});
