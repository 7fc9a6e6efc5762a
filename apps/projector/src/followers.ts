import { apiKeyList } from './api-keys/api-key-list.projection.js';
import { auditLedger } from './audit/audit-ledger.projection.js';
import type { Follower, Projection } from './projection.js';
import { sessionExpiry } from './reactors/session-expiry.reactor.js';
import { teamList } from './teams/team-list.projection.js';
import { account } from './users/account.projection.js';

export const projections: readonly Projection[] = [account, teamList, apiKeyList, auditLedger];

export const reactors: readonly Follower[] = [sessionExpiry];
