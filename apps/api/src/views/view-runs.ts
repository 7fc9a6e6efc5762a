import { Injectable } from '@nestjs/common';
import type { ViewPlan, ViewPreview } from '@pgai/contracts/view-analysis.js';
import type { ViewContent } from '@pgai/contracts/view-definition.js';
import type { PlanView, PreviewView } from '@pgai/contracts/views.js';
import { type Actor, demand } from '@pgai/domain/permissions/actor.js';
import type { KnownView } from '@pgai/domain/views/state.js';
import type { ViewRunEvent } from '@pgai/domain/views/view-run.js';
import { eventId } from '@pgai/event-store/event-id.js';
import { EventStore } from '@pgai/event-store/event-store.js';
import type { Session } from '@pgai/target/session.js';
import type { Target } from '@pgai/target/target.js';
import { TargetError } from '@pgai/target/target-error.js';
import { parametersOf, sqlOf } from '@pgai/views/definition/content.js';
import { contentHash } from '@pgai/views/definition/content-hash.js';
import { explain } from '@pgai/views/server/explain.js';
import { parameterValues } from '@pgai/views/server/parameter-values.js';
import { preview } from '@pgai/views/server/preview.js';
import type { Question } from '@pgai/views/server/running.js';
import { suggest } from '@pgai/views/server/suggest.js';
import { Databases } from '../platform/databases.js';
import { KnownSchemas } from '../platform/known-schemas.js';
import { ProblemError } from '../platform/problem.js';
import { type Change, ChangeView } from './change-view.js';
import { ViewDrafts } from './view-drafts.js';

type Asked = { branch: string; content?: ViewContent | undefined };
type Runnable = { state: KnownView; content: ViewContent; question: Question };

/** Runs drafts on the database they are of. That somebody did is in the log before they see a row. */
@Injectable()
export class ViewRuns {
  constructor(
    private readonly change: ChangeView,
    private readonly drafts: ViewDrafts,
    private readonly schemas: KnownSchemas,
    private readonly databases: Databases,
    private readonly store: EventStore,
  ) {}

  async preview(id: string, asked: PreviewView, change: Change, signal: AbortSignal): Promise<ViewPreview> {
    const { state, content, question } = await this.question(id, asked, asked.parameters, change, signal);
    const found = await this.on(state, change.by, 'preview', (session, target) =>
      preview(session, target, question, asked.limit),
    );
    const { duration_ms, truncated, rows } = found;
    await this.record(id, change, {
      type: 'ViewPreviewed',
      data: {
        branch: asked.branch,
        content_hash: contentHash(content),
        rows: rows.length,
        truncated,
        duration_ms,
      },
    });
    return found;
  }

  async plan(id: string, asked: PlanView, change: Change, signal: AbortSignal): Promise<ViewPlan> {
    const { state, content, question } = await this.question(id, asked, asked.parameters, change, signal);
    const catalog = await this.schemas.catalog(change.teamId, state.connection_id, change.by);
    const found = await this.on(state, change.by, 'plan', (session, target) =>
      explain(session, target, question, asked.analyze, async ({ raw, ...explained }, ask) => ({
        ...explained,
        suggestions: await suggest({ raw, ...explained }, ask, { sql: question.sql, content, catalog }),
      })),
    );
    const { analyzed, estimated_rows, estimated_cost, execution_ms } = found;
    await this.record(id, change, {
      type: 'ViewPlanCaptured',
      data: {
        branch: asked.branch,
        content_hash: contentHash(content),
        analyzed,
        estimated_rows,
        estimated_cost,
        execution_ms,
      },
    });
    return found;
  }

  /** What is given along is nowhere yet, so to run it is to write it. @throws DomainError */
  private async content(id: string, { branch, content }: Asked, { teamId, by, holder }: Change) {
    const { state } = await this.change.known(id, teamId);
    const may = (permission: 'views:run' | 'views:edit' | 'views:write-sql') =>
      demand(by, permission, () => holder, { name: state.name });
    may('views:run');
    if (content) may('views:edit');
    if (content?.profile === 'sql') may('views:write-sql');
    return { state, content: content ?? (await this.drafts.draft(id, branch, teamId)).content };
  }

  private async question(
    id: string,
    asked: Asked,
    given: Readonly<Record<string, string | null>>,
    change: Change,
    signal: AbortSignal,
  ): Promise<Runnable> {
    const { state, content } = await this.content(id, asked, change);
    const parameters = parametersOf(content);
    const found = parameterValues(parameters, given);
    if ('wrong' in found) throw new ProblemError(422, 'parameter-wrong', found.wrong, { hint: found.hint });
    return { state, content, question: { sql: sqlOf(content), parameters, values: found.values, signal } };
  }

  /** On the database of a view. What the server says against a query is about the query, not about the way to the server. */
  async on<T>(
    { connection_id }: KnownView,
    { kind, id }: Actor,
    purpose: string,
    work: (session: Session, target: Target) => Promise<T>,
  ): Promise<T> {
    try {
      return await this.databases.withClient(connection_id, { purpose, by: { kind, id }, knock: true }, work);
    } catch (error) {
      if (!(error instanceof TargetError) || !aboutQuery(error)) throw error;
      throw new ProblemError(422, error.code, error.message, error.hint ? { hint: error.hint } : {});
    }
  }

  private record(id: string, { context: { commandId, metadata } }: Change, event: ViewRunEvent) {
    return this.store.append(`view_runs-${id}`, [event], 'any', metadata, [eventId(commandId, 0)]);
  }
}

const aboutQuery = ({ code }: TargetError) =>
  code === 'query-failed' || code === 'query-cancelled' || code === 'answer-too-large';
