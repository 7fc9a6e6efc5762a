import { accessReview } from './access-reviews/access-review.js';
import { apiKey } from './api-keys/api-key.js';
import { connection } from './connections/connection.js';
import type { Decider, Event } from './decider.js';
import { auditExport } from './exports/export.js';
import { retention } from './privacy/retention.js';
import { schemaCatalog } from './schemas/schema-catalog.js';
import { session } from './sessions/session.js';
import { team } from './teams/team.js';
import { user } from './users/user.js';
import { viewComments } from './views/comments.js';
import { view } from './views/view.js';

/** The half of a decider that makes states out of events, of whatever aggregate. */
export type Fold = {
  readonly initial: unknown;
  readonly evolve: (state: unknown, event: Event) => unknown;
};

const foldOf = <State, Command, E extends Event>({ initial, evolve }: Decider<State, Command, E>): Fold => ({
  initial,
  evolve: (state, event) => evolve(state as State, event as E),
});

/** Every aggregate by what its streams begin with: `team` in `team-<id>`. */
export const aggregates: Readonly<Record<string, Fold>> = {
  access_review: foldOf(accessReview),
  api_key: foldOf(apiKey),
  connection: foldOf(connection),
  export: foldOf(auditExport),
  retention: foldOf(retention),
  schema: foldOf(schemaCatalog),
  session: foldOf(session),
  team: foldOf(team),
  user: foldOf(user),
  view: foldOf(view),
  view_comments: foldOf(viewComments),
};

/** What the events of this stream fold to; undefined for streams that are lists of facts and no aggregate. */
export const aggregateOf = (stream: string): Fold | undefined => {
  const type = stream.slice(0, stream.indexOf('-'));
  return Object.hasOwn(aggregates, type) ? aggregates[type] : undefined;
};
