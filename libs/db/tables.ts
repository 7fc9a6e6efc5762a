import type { ColumnType, Generated } from 'kysely';

type Role = 'owner' | 'admin' | 'developer' | 'viewer';
type Timestamp = ColumnType<Date, Date | string, Date | string>;
/** A timestamp that the database writes by itself, and that is read too. */
type Now = ColumnType<Date, Date | string | undefined, Date | string>;
/** bigint travels as text: positions do not fit a JS number. */
type Bigint = ColumnType<string, string | number | bigint, string | number | bigint>;

type Grant = {
  permission: string;
  conditions: { field: string; operator: 'equals' | 'in' | 'starts_with'; value: string | string[] }[];
};

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
    email_verified: Generated<boolean>;
    second_factor: Generated<boolean>;
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
  audit_export: {
    export_id: string;
    team_id: string;
    format: 'csv' | 'jsonl';
    filter: ColumnType<Record<string, string>, string, string>;
    recipient: ColumnType<{ $sealed: string }, string, string>;
    status: 'waiting' | 'making' | 'ready' | 'rejected' | 'failed' | 'expired';
    requested_by: string;
    requested_at: Timestamp;
    decided_by: string | null;
    rows: number | null;
    bytes: Bigint | null;
    sha256: string | null;
    expires_at: Timestamp | null;
    failure: string | null;
    downloads: number;
    changed_at: Timestamp;
    revision: number;
  };
  team_member: {
    team_id: string;
    user_id: string;
    role: Role;
    joined_at: Timestamp;
    active: Generated<boolean>;
    grants: ColumnType<Grant[], never, never>;
    invited_by: string | null;
  };
  team_invitation: {
    invitation_id: string;
    team_id: string;
    email: string | null;
    role: Role;
    state: 'open' | 'accepted' | 'revoked';
    invited_by: string;
    invited_by_kind: 'user' | 'api_key';
    invited_at: Timestamp;
    sent_at: Timestamp;
    sent: number;
    expires_at: Timestamp;
    accepted_by: string | null;
    ended_at: Timestamp | null;
  };
  team_role_request: {
    request_id: string;
    team_id: string;
    user_id: string;
    from_role: Role;
    to_role: Role;
    requested_by: string;
    requested_at: Timestamp;
    state: 'pending' | 'approved' | 'rejected' | 'withdrawn' | 'lapsed';
    decided_by: string | null;
    decided_at: Timestamp | null;
  };
  team_policy: {
    team_id: string;
    second_factor_required: boolean;
    session_idle_minutes: number | null;
    session_max_hours: number | null;
    key_max_age_days: number | null;
    ip_allow_list: ColumnType<string[], string, string>;
    export_needs_approval: boolean;
    set_at: Timestamp;
    revision: number;
  };
  team_view_limits: {
    team_id: string;
    tables: number;
    joins: number;
    columns: number;
    expressions: number;
    set_at: Timestamp;
  };
  member_activity: {
    team_id: string;
    user_id: string;
    day: string;
    commands: number;
    last_at: Timestamp;
    last_request: string;
  };
  person_activity: { user_id: string; last_sign_in_at: Timestamp };
  api_key: {
    api_key_id: string;
    team_id: string;
    name: string;
    role: Exclude<Role, 'owner'>;
    limits: ColumnType<unknown, string | null>;
    issued_by: string;
    owner_id: string;
    issued_at: Timestamp;
    expires_at: Timestamp | null;
    rotated_at: Timestamp | null;
    revoked_at: Timestamp | null;
    revision: number;
  };
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
    decision: 'adopted' | 'ignored' | 'reverted' | null;
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
  view: {
    view_id: string;
    team_id: string;
    connection_id: string;
    name: string;
    description: string;
    profile: 'nocode' | 'sql';
    head: number;
    version: string | null;
    archived: boolean;
    lock_owner: string | null;
    lock_until: Timestamp | null;
    lock_reason: string | null;
    created_by: string;
    created_at: Timestamp;
    updated_at: Timestamp;
    revision: number;
  };
  view_branch: {
    view_id: string;
    name: string;
    team_id: string;
    head: number;
    base: number | null;
    from_branch: string | null;
    created_by: string;
    created_at: Timestamp;
  };
  view_commit: {
    view_id: string;
    commit: number;
    team_id: string;
    branch: string;
    parents: number[];
    content: unknown;
    content_hash: string;
    dependencies: string[];
    message: string;
    contributors: string[];
    by_id: string;
    at: Timestamp;
  };
  view_version: {
    view_id: string;
    version: string;
    team_id: string;
    revision: number;
    commit: number;
    content_hash: string;
    notes: string;
    bump: 'major' | 'minor' | 'patch';
    proposed: 'major' | 'minor' | 'patch';
    reason: string | null;
    restores: string | null;
    changes: unknown;
    columns: unknown;
    by_id: string;
    at: Timestamp;
  };
  view_figures: {
    view_id: string;
    team_id: string;
    last_preview_ms: number | null;
    last_execution_ms: number | null;
    estimated_rows: number | null;
    measured_at: Timestamp;
    revision: number;
  };
  view_comment: {
    comment_id: string;
    view_id: string;
    team_id: string;
    revision: number;
    branch: string;
    anchor: unknown;
    resolved: boolean;
  };
  view_comment_message: {
    message_id: string;
    comment_id: string;
    view_id: string;
    team_id: string;
    revision: number;
    by_id: string;
    text: string;
    mentions: string[];
    at: Timestamp;
  };
};

/** What events do not hold: back it up. */
export type AppTables = {
  credential: {
    user_id: string;
    email_hash: Buffer;
    password_hash: string;
    second_factor: Generated<boolean>;
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
    second_factor: Generated<boolean>;
    longest_pause: Generated<unknown>;
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
  team_change: {
    change_id: string;
    team_id: string;
    revision: number | null;
    begun_at: Generated<Timestamp>;
  };
  api_key_secret: {
    secret_hash: Buffer;
    api_key_id: string;
    team_id: string;
    shown_to: string;
    command_id: string;
    created_at: Generated<Timestamp>;
    works_until: Timestamp | null;
    revoked_at: Timestamp | null;
    last_used_at: Timestamp | null;
    last_used_from: string | null;
  };
  api_key_term: {
    api_key_id: string;
    shown_to: string;
    created_at: Timestamp;
    works_until: Timestamp | null;
    last_used_at: Timestamp | null;
    last_used_from: string | null;
    refused_at: Timestamp | null;
    state: 'active' | 'old' | 'too_old' | 'replaced' | 'expired' | 'revoked';
  };
  /** Derived: what a team's resources were at certain positions; may be deleted at any time. */
  team_snapshot: { team_id: string; position: Bigint; previous: Bigint | null; program: string };
  resource_snapshot: { team_id: string; stream: string; position: Bigint; revision: Bigint; state: unknown };
  checkpoint_target: {
    target: string;
    kept_size: Bigint | null;
    kept_at: Timestamp | null;
    compared: number;
    compared_at: Timestamp | null;
    failure: string | null;
    failed_at: Timestamp | null;
    seen_at: Timestamp;
  };
  export_file: {
    export_id: string;
    team_id: string;
    rows: number;
    bytes: Bigint;
    sha256: string;
    tree_size: Bigint;
    manifest: string;
    expires_at: Timestamp;
  };
  export_chunk: { export_id: string; team_id: string; n: number; bytes: Buffer };
  idempotency_key: {
    actor: string;
    key: string;
    fingerprint: Buffer;
    resource_id: string;
    created_at: Generated<Timestamp>;
  };
  second_factor: {
    user_id: string;
    secret: string;
    confirmed_at: Timestamp | null;
    last_step: Generated<string>;
    created_at: Now;
  };
  recovery_code: { user_id: string; code_hash: Buffer; used_at: Timestamp | null };
  identity: { identity_hash: Buffer; user_id: string; linked_at: Now };
  mail: {
    id: string;
    subject_id: string;
    template: string;
    sealed: string | null;
    state: Generated<'waiting' | 'sent' | 'failed'>;
    tries: Generated<number>;
    failure: string | null;
    created_at: Now;
    sent_at: Timestamp | null;
  };
  mail_token: {
    token_hash: Buffer;
    mail_id: string;
    purpose: 'verify-email' | 'reset-password' | 'invitation';
    subject_id: string;
    expires_at: Timestamp;
    used_at: Timestamp | null;
    used_by: string | null;
  };

  connection_name: {
    team_id: string;
    name_key: string;
    connection_id: string;
    taken_at: ColumnType<Date, Date | undefined, Date>;
  };
  view_name: {
    connection_id: string;
    name: string;
    team_id: string;
    view_id: string;
    taken_at: ColumnType<Date, Date | undefined, Date>;
  };
  view_draft_mark: { view_id: string; branch: string; team_id: string; mark: Buffer };
  connection_check: {
    connection_id: string;
    team_id: string;
    next_at: Timestamp | null;
    failures: number;
    checked_at: Timestamp | null;
    ms: number | null;
    code: string | null;
    detail: string | null;
    server: { version: string; version_number: number } | null;
  };
  connection_latency: { connection_id: string; team_id: string; at: Timestamp; ms: number | null };
  schema_trail: {
    connection_id: string;
    txid: string;
    entry: Bigint;
    team_id: string;
    change: string;
    at: Timestamp;
    role: string;
    application: string;
    address: string | null;
    command: string;
    object: string;
    noted_at: Generated<Timestamp>;
  };
};

type Prefixed<Schema extends string, Tables> = {
  [Name in keyof Tables & string as `${Schema}.${Name}`]: Tables[Name];
};

/** Every table the API reads or writes, always named with its schema. */
export type Database = Prefixed<'read', ReadTables> & Prefixed<'app', AppTables>;
