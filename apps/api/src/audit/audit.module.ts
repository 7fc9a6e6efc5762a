import { Module } from '@nestjs/common';
import { AuditController } from './audit.controller.js';
import { AuditQueries } from './audit.queries.js';
import { Ledger } from './ledger.js';
import { LedgerQueries } from './ledger.queries.js';

@Module({ controllers: [AuditController], providers: [AuditQueries, Ledger, LedgerQueries] })
export class AuditModule {}
