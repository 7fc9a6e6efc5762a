import { accessReview } from './access-reviews/access-review.projection.js';
import { apiKeyList } from './api-keys/api-key-list.projection.js';
import { auditLedger } from './audit/audit-ledger.projection.js';
import { connection } from './connections/connection.projection.js';
import { connectionChecks } from './connections/connection-checks.reactor.js';
import { auditExports } from './exports/audit-export.projection.js';
import { retention } from './privacy/retention.projection.js';
import type { Follower, Projection } from './projection.js';
import { accessReviewReactor } from './reactors/access-review.reactor.js';
import { accountMail } from './reactors/account-mail.reactor.js';
import { auditExportWork } from './reactors/audit-export.reactor.js';
import { erasureReactor } from './reactors/erasure.reactor.js';
import { invitationMail } from './reactors/invitation-mail.reactor.js';
import { sessionExpiry } from './reactors/session-expiry.reactor.js';
import { schema } from './schemas/schema.projection.js';
import { schemaWatch } from './schemas/schema-watch.reactor.js';
import { memberActivity } from './teams/member-activity.projection.js';
import { teamList } from './teams/team-list.projection.js';
import { account } from './users/account.projection.js';
import { erasure } from './users/erasure.projection.js';
import { mentionMail } from './views/mention-mail.reactor.js';
import { view } from './views/view.projection.js';
import { viewComments } from './views/view-comments.projection.js';
import { viewFigures } from './views/view-figures.projection.js';

export const projections: readonly Projection[] = [
  account,
  teamList,
  memberActivity,
  apiKeyList,
  auditLedger,
  auditExports,
  erasure,
  retention,
  accessReview,
  connection,
  schema,
  view,
  viewComments,
  viewFigures,
];

export const reactors: readonly Follower[] = [
  sessionExpiry,
  accountMail,
  invitationMail,
  auditExportWork,
  erasureReactor,
  accessReviewReactor,
  connectionChecks,
  schemaWatch,
  mentionMail,
];
