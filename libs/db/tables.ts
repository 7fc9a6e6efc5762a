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
  team_member: { team_id: string; user_id: string; role: Role; joined_at: Timestamp };

  connection: {
    connection_id: string;
    team_id: string;
    name: string;
    engine: 'postgres';
    host: string;
    port: number;
    database: string;
    username: string;
    ssl_mode: string;
    pool_min: number;
    pool_max: number;
    overrides: string[];
    fingerprint: string;
    credential_at: Timestamp;
    status: 'active' | 'disabled' | 'archived';
    health: 'unknown' | 'healthy' | 'degraded' | 'down';
    health_reason: string | null;
    health_since: Timestamp;
    created_at: Timestamp;
    updated_at: Timestamp;
    revision: number;
  };
  connection_history: {
    connection_id: string;
    revision: number;
    team_id: string;
    type: string;
    at: Timestamp;
    actor_kind: string;
    actor_id: string;
    data: unknown;
  };

  schema_state: {
    connection_id: string;
    team_id: string;
    version_hash: string | null;
    counts: unknown;
    server_version: number | null;
    changed_at: Timestamp | null;
    failure_code: string | null;
    failure_detail: string | null;
    failed_at: Timestamp | null;
    revision: number;
  };
  schema_version: {
    connection_id: string;
    revision: number;
    team_id: string;
    at: Timestamp;
    version_hash: string;
    content_hash: string;
    server_version: number;
    counts: unknown;
  };
  schema_change: {
    connection_id: string;
    revision: number;
    team_id: string;
    at: Timestamp;
    from_hash: string;
    to_hash: string;
    class: string;
    change_count: number;
    changes: unknown;
    decision: 'adopted' | 'ignored' | null;
    note: string | null;
    decided_by: string | null;
    decided_at: Timestamp | null;
  };
  schema_note: {
    connection_id: string;
    oid: Bigint;
    column_number: number;
    team_id: string;
    name: string;
    text: string;
    by_kind: string;
    by_id: string;
    at: Timestamp;
  };
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
  subject_key: { subject_id: string; wrapped_key: Buffer; created_at: Generated<Timestamp> };
  idempotency_key: {
    actor: string;
    key: string;
    fingerprint: Buffer;
    resource_id: string;
    created_at: Generated<Timestamp>;
  };

  connection_name: { team_id: string; name_key: string; connection_id: string };
  connection_check: {
    connection_id: string;
    team_id: string;
    next_at: Timestamp;
    failures: number;
    checked_at: Timestamp | null;
    ms: number | null;
    code: string | null;
    detail: string | null;
    server: { version: string; version_number: number } | null;
  };
  connection_latency: { connection_id: string; team_id: string; at: Timestamp; ms: number | null };
};

type Prefixed<Schema extends string, Tables> = {
  [Name in keyof Tables & string as `${Schema}.${Name}`]: Tables[Name];
};

/** Every table the API reads or writes, always named with its schema. */
export type Database = Prefixed<'read', ReadTables> & Prefixed<'app', AppTables>;
