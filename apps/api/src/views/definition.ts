import type { CommitDetail, ViewDefinition } from '@pgai/contracts/views.js';
import { sqlOf } from '@pgai/views/definition/content.js';
import { schemaOf } from './content.js';
import type { ViewQueries } from './views.queries.js';

type FoundCommit = NonNullable<Awaited<ReturnType<ViewQueries['commit']>>>;

export function commitDetail({ revision, dependencies, at, ...commit }: FoundCommit): CommitDetail {
  return { ...commit, at: at.toISOString(), sql: sqlOf(commit.content) };
}

type Found = NonNullable<Awaited<ReturnType<ViewQueries['one']>>>;

const unmeasured = { last_preview_ms: null, last_execution_ms: null, estimated_rows: null };

/** The rows of a view in the shape of the specification. */
export function definitionOf({ view, head, branches, versions, figures }: Found): ViewDefinition {
  const { head: _, lock_owner, lock_until, lock_reason, created_at, updated_at, ...row } = view;
  const { content, content_hash, dependencies } = head;
  const locked = lock_owner !== null && lock_until !== null && lock_until > new Date();
  return {
    ...row,
    created_at: created_at.toISOString(),
    updated_at: updated_at.toISOString(),
    schema: schemaOf(view.version),
    sql_definition: sqlOf(content),
    query_builder_config: content.profile === 'nocode' ? content.query : null,
    content,
    content_hash,
    dependencies,
    performance_metrics: {
      ...(figures ?? unmeasured),
      measured_at: figures?.measured_at.toISOString() ?? null,
    },
    branch_list: branches.map((branch) => ({ ...branch, created_at: branch.created_at.toISOString() })),
    versions: versions.map((version) => ({ ...version, at: version.at.toISOString() })),
    lock: locked ? { by: lock_owner, until: lock_until.toISOString(), reason: lock_reason ?? '' } : null,
  };
}
