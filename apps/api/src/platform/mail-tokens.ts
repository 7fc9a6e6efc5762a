import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Db } from '@pgai/db/pool.js';
import type { AppTables } from '@pgai/db/tables.js';
import { sql } from 'kysely';
import { ProblemError } from './problem.js';

export type Purpose = AppTables['mail_token']['purpose'];

/** Links that people bring back from their mail. Each is good for one purpose, until its time, and once. */
@Injectable()
export class MailTokens {
  constructor(private readonly db: Db) {}

  /** Whom an unused link is about, without using it; undefined when it is no good. */
  async find(purpose: Purpose, token: string) {
    const found = await this.db
      .selectFrom('app.mail_token')
      .select('subject_id')
      .where('token_hash', '=', hashOf(token))
      .where('purpose', '=', purpose)
      .where('used_at', 'is', null)
      .where('expires_at', '>', sql<Date>`now()`)
      .executeTakeFirst();
    return found?.subject_id;
  }

  /**
   * Uses a link and answers whom it is about. Of two at once one wins; the same command sent again still does.
   * @throws ProblemError when it is no good
   */
  async use(purpose: Purpose, token: string, commandId: string) {
    const used = await this.db
      .updateTable('app.mail_token')
      .set({ used_at: sql`now()`, used_by: commandId })
      .where('token_hash', '=', hashOf(token))
      .where('purpose', '=', purpose)
      .where('expires_at', '>', sql<Date>`now()`)
      .where((e) => e.or([e('used_at', 'is', null), e('used_by', '=', commandId)]))
      .returning('subject_id')
      .executeTakeFirst();
    if (!used) throw linkNoGood();
    return used.subject_id;
  }

  /** No link for this purpose and subject works any more; the one that brought us here keeps its mark. */
  async void(purpose: Purpose, subjectId: string) {
    await this.db
      .updateTable('app.mail_token')
      .set({ used_at: sql`now()` })
      .where('subject_id', '=', subjectId)
      .where('purpose', '=', purpose)
      .where('used_at', 'is', null)
      .execute();
  }
}

/** The same whether it never was, was used, or is too old: a guess learns nothing. */
export const linkNoGood = () =>
  new ProblemError(410, 'link-no-good', 'This link was used before, is too old, or is not complete.', {
    hint: 'Ask for a new one.',
  });

const hashOf = (token: string) => createHash('sha256').update(token).digest();
