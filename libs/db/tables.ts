import type { ColumnType, Generated } from 'kysely';

type Role = 'owner' | 'admin' | 'developer' | 'viewer';
type Timestamp = ColumnType<Date, Date | string, Date | string>;
/** bigint travels as text: positions do not fit a JS number. */
type Bigint = ColumnType<string, string | number | bigint, string | number | bigint>;

/** Read models: written by apps/projector alone, rebuildable from events. */
export type ReadTables = {
  checkpoint: {
    projection: string;
    position: Bigint;
    updated_at: Timestamp;
    failed_position: Bigint | null;
    failure: string | null;
  };
  account: {
    user_id: string;
    email: string | null;
    name: string | null;
    registered_at: Timestamp;
    revision: number;
  };
  team_list: {
    team_id: string;
    name: string;
    created_at: Timestamp;
    updated_at: Timestamp;
    revision: number;
  };
  ledger_entry: {
    leaf_index: Bigint;
    position: Bigint;
    stream: string;
    revision: Bigint;
    event_id: string;
    action: string;
    team_id: string | null;
    actor_kind: string;
    actor_id: string;
    resource_type: string;
    resource_id: string;
    correlation_id: string;
    at: Timestamp;
    data: unknown;
    metadata: unknown;
    subtrees: Buffer[];
  };
  erasure: {
    user_id: string;
    approval: 'owner' | 'self';
    status: 'requested' | 'approved' | 'withdrawn' | 'rejected' | 'erased';
    requested_at: Timestamp;
    decided_at: Timestamp | null;
    decided_by: string | null;
    erased_at: Timestamp | null;
    revision: number;
  };
  retention: {
    scope: string;
    days: unknown;
    set_at: Timestamp | null;
    set_by: string | null;
    last_run_at: Timestamp | null;
    last_removed: unknown;
    revision: number;
  };
  access_review: {
    review_id: string;
    team_id: string;
    scope: 'all' | 'privileged';
    started_at: Timestamp;
    started_by: string;
    due_at: Timestamp;
    completed_at: Timestamp | null;
    completed_by: string | null;
    revision: number;
  };
  access_review_line: {
    review_id: string;
    team_id: string;
    subject_kind: 'user' | 'api_key';
    subject_id: string;
    role: string;
    grants: unknown;
    since: Timestamp;
    last_used_at: Timestamp | null;
    decision: 'keep' | 'revoke' | null;
    decided_at: Timestamp | null;
    decided_by: string | null;
    revoked_at: Timestamp | null;
    refused: string | null;
  };
  team_member: { team_id: string; user_id: string; role: Role; joined_at: Timestamp };
};

/** What events do not hold: back it up. */
export type AppTables = {
  credential: {
    user_id: string;
    email_hash: Buffer;
    password_hash: string;
    created_at: Generated<Timestamp>;
  };
  session: {
    session_id: string;
    token_hash: Buffer;
    user_id: string;
    started_at: Generated<Timestamp>;
    expires_at: Timestamp;
    last_seen_at: Generated<Timestamp>;
    origin: string | null;
  };
  open_session: {
    session_id: string;
    token_hash: Buffer;
    user_id: string;
    started_at: Timestamp;
    last_seen_at: Timestamp;
    origin: string | null;
  };
  subject_key: {
    subject_id: string;
    wrapped_key: Buffer | null;
    created_at: Generated<Timestamp>;
    erased_at: Timestamp | null;
  };
  idempotency_key: {
    actor: string;
    key: string;
    fingerprint: Buffer;
    resource_id: string;
    created_at: Generated<Timestamp>;
  };
};

type Prefixed<Schema extends string, Tables> = {
  [Name in keyof Tables & string as `${Schema}.${Name}`]: Tables[Name];
};

/** Every table the API reads or writes, always named with its schema. */
export type Database = Prefixed<'read', ReadTables> & Prefixed<'app', AppTables>;
