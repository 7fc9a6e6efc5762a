import { Module } from '@nestjs/common';
import { ApiKeySecrets } from './api-key-secrets.js';
import { ApiKeysController } from './api-keys.controller.js';
import { ApiKeyHandler } from './api-keys.handler.js';
import { ApiKeyQueries } from './api-keys.queries.js';
import { OwnApiKeyController } from './own-api-key.controller.js';

@Module({
  controllers: [ApiKeysController, OwnApiKeyController],
  providers: [ApiKeyHandler, ApiKeyQueries, ApiKeySecrets],
})
export class ApiKeysModule {}
