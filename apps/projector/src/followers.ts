import { auditLedger } from './audit/audit-ledger.projection.js';
import { connection } from './connections/connection.projection.js';
import { connectionChecks } from './connections/connection-checks.reactor.js';
import type { Follower, Projection } from './projection.js';
import { sessionExpiry } from './reactors/session-expiry.reactor.js';
import { schema } from './schemas/schema.projection.js';
import { schemaWatch } from './schemas/schema-watch.reactor.js';
import { teamList } from './teams/team-list.projection.js';
import { account } from './users/account.projection.js';

export const projections: readonly Projection[] = [account, teamList, auditLedger, connection, schema];

export const reactors: readonly Follower[] = [sessionExpiry, connectionChecks, schemaWatch];
