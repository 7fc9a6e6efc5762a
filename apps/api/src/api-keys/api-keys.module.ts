import { Module } from '@nestjs/common';
import { ApiKeyCommandsController } from './api-key-commands.controller.js';
import { ApiKeySecrets } from './api-key-secrets.js';
import { ApiKeysController } from './api-keys.controller.js';
import { ApiKeyHandler } from './api-keys.handler.js';
import { ApiKeyQueries } from './api-keys.queries.js';
import { OwnApiKeyController } from './own-api-key.controller.js';

@Module({
  controllers: [ApiKeysController, ApiKeyCommandsController, OwnApiKeyController],
  providers: [ApiKeyHandler, ApiKeyQueries, ApiKeySecrets],
})
export class ApiKeysModule {}
