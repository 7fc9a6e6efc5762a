import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { DestroyedKeys } from '@pgai/vault/destroyed-keys.js';
import { PersonalVault } from '@pgai/vault/personal-vault.js';
import { Config } from './config.js';
import { Logger } from './logger.js';

/** This process hears at once that somebody was erased. */
@Injectable()
export class DestroyedKeyNotices extends DestroyedKeys implements OnModuleInit, OnModuleDestroy {
  constructor(vault: PersonalVault, { databaseUrl }: Config, logger: Logger) {
    super(vault, {
      databaseUrl,
      name: 'pgai-api-destroyed-keys',
      onLost: (error) => logger.warn({ err: error }, 'not told of destroyed keys; trying again'),
    });
  }

  onModuleInit() {
    return this.listen();
  }

  onModuleDestroy() {
    return this.stop();
  }
}
