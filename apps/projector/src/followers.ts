import { apiKeyList } from './api-keys/api-key-list.projection.js';
import { auditLedger } from './audit/audit-ledger.projection.js';
import type { Follower, Projection } from './projection.js';
import { accountMail } from './reactors/account-mail.reactor.js';
import { invitationMail } from './reactors/invitation-mail.reactor.js';
import { sessionExpiry } from './reactors/session-expiry.reactor.js';
import { memberActivity } from './teams/member-activity.projection.js';
import { teamList } from './teams/team-list.projection.js';
import { account } from './users/account.projection.js';

export const projections: readonly Projection[] = [
  account,
  teamList,
  memberActivity,
  apiKeyList,
  auditLedger,
];

export const reactors: readonly Follower[] = [sessionExpiry, accountMail, invitationMail];
