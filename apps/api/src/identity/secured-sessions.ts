import { Injectable } from '@nestjs/common';
import { Db } from '@pgai/db/pool.js';

/** Which sessions have shown the second factor, when they were opened or later; teams may require it. */
@Injectable()
export class SecuredSessions {
  constructor(private readonly db: Db) {}

  async add(sessionId: string) {
    await this.db
      .updateTable('app.session')
      .set({ second_factor: true })
      .where('session_id', '=', sessionId)
      .execute();
  }

  /** There is no second factor any more that a session of theirs could have shown. */
  async removeAllOf(userId: string) {
    await this.db
      .updateTable('app.session')
      .set({ second_factor: false })
      .where('user_id', '=', userId)
      .execute();
  }

  async has(sessionId: string) {
    const found = await this.db
      .selectFrom('app.session')
      .select('second_factor')
      .where('session_id', '=', sessionId)
      .executeTakeFirst();
    return found?.second_factor ?? false;
  }
}
