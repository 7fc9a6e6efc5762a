import { Module } from '@nestjs/common';
import { AsOfController } from './as-of.controller.js';
import { AuditController } from './audit.controller.js';
import { AuditQueries } from './audit.queries.js';
import { DensityQueries } from './density.queries.js';
import { EntryDetail } from './entry-detail.js';
import { Ledger } from './ledger.js';
import { LedgerQueries } from './ledger.queries.js';
import { PastQueries } from './past.queries.js';
import { Snapshots } from './snapshots.js';

@Module({
  controllers: [AuditController, AsOfController],
  providers: [AuditQueries, DensityQueries, EntryDetail, Ledger, LedgerQueries, PastQueries, Snapshots],
})
export class AuditModule {}
