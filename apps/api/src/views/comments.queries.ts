import { Injectable } from '@nestjs/common';
import type { CommentAnchor, CommentList, CommentThread } from '@pgai/contracts/views.js';
import { sql } from 'kysely';
import { Tenancy } from '../platform/tenancy.js';

@Injectable()
export class CommentQueries {
  constructor(private readonly tenancy: Tenancy) {}

  /** All threads of a view in the order they were begun. */
  async threads(teamId: string, viewId: string): Promise<CommentList> {
    const { threads, messages } = await this.tenancy.team(teamId, async (db) => ({
      threads: await db
        .selectFrom('read.view_comment')
        .where('view_id', '=', viewId)
        .orderBy('revision')
        .select(['comment_id as id', 'branch', 'resolved', sql<CommentAnchor>`anchor`.as('anchor')])
        .execute(),
      messages: await db
        .selectFrom('read.view_comment_message')
        .where('view_id', '=', viewId)
        .orderBy('revision')
        .select(['message_id', 'comment_id', 'by_id', 'text', 'mentions', 'at'])
        .execute(),
    }));
    const of = Map.groupBy(messages, ({ comment_id }) => comment_id);
    return {
      data: threads.map(
        (thread): CommentThread => ({
          ...thread,
          messages: (of.get(thread.id) ?? []).map(({ message_id, by_id, text, mentions, at }) => ({
            id: message_id,
            by: by_id,
            text,
            mentions,
            at: at.toISOString(),
          })),
        }),
      ),
    };
  }
}
