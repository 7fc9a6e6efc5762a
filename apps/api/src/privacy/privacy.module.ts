import { Module } from '@nestjs/common';
import { ErasureQueries } from './erasure.queries.js';
import { ErasuresController } from './erasures.controller.js';
import { Erasures } from './erasures.js';
import { MyErasureController } from './my-erasure.controller.js';
import { OwnDataController } from './own-data.controller.js';
import { OwnData } from './own-data.js';
import { OwnDataQueries } from './own-data.queries.js';
import { RetentionController } from './retention.controller.js';
import { RetentionQueries } from './retention.queries.js';

@Module({
  controllers: [MyErasureController, ErasuresController, OwnDataController, RetentionController],
  providers: [ErasureQueries, Erasures, OwnData, OwnDataQueries, RetentionQueries],
})
export class PrivacyModule {}
