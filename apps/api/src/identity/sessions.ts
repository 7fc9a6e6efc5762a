import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Moved } from '@pgai/contracts/live.js';
import { Db } from '@pgai/db/pool.js';
import { session } from '@pgai/domain/sessions/session.js';
import type { Metadata } from '@pgai/event-store/event.js';
import { EventStore } from '@pgai/event-store/event-store.js';
import { handle } from '@pgai/event-store/handle.js';
import type { FastifyReply } from 'fastify';
import { sql } from 'kysely';
import { v5, v7 } from 'uuid';
import type { CommandContext } from '../platform/command-context.js';
import { Config } from '../platform/config.js';
import { hashToken, sessionCookie } from '../platform/session-lookup.js';

/** For the web app's eyes: there is a session worth asking about. Says nothing of whose. */
const hintCookie = 'pgai_signed_in';
const lifetimeMs = 14 * 24 * 3_600_000;

/** Opening and ending sessions: the fact in the log, the token's hash in a row, the token with the browser alone. */
@Injectable()
export class Sessions {
  constructor(
    private readonly db: Db,
    private readonly store: EventStore,
    private readonly config: Config,
  ) {}

  async open(userId: string, metadata: Metadata, reply: FastifyReply) {
    const sessionId = v7();
    const expires = new Date(Date.now() + lifetimeMs);
    const token = randomBytes(32).toString('base64url');
    await handle(
      this.store,
      session,
      `session-${sessionId}`,
      { type: 'StartSession', user_id: userId, expires_at: expires.toISOString() },
      { commandId: v5('start', sessionId), metadata },
    );
    await this.db
      .insertInto('app.session')
      .values({ session_id: sessionId, token_hash: hashToken(token), user_id: userId, expires_at: expires })
      .execute();
    reply.setCookie(sessionCookie, token, { ...this.cookie(), expires });
    reply.setCookie(hintCookie, '1', { ...this.cookie(), httpOnly: false, expires });
  }

  /** The row goes first: from then on the token is worth nothing, whatever happens next. */
  async revoke(sessionId: string, { commandId, metadata }: CommandContext, reply: FastifyReply) {
    await this.db.deleteFrom('app.session').where('session_id', '=', sessionId).execute();
    const notice: Moved = { model: 'session', team_id: null, id: sessionId, revision: 0, events: [] };
    await sql`select pg_notify('pgai_moved', ${JSON.stringify(notice)})`.execute(this.db); // closes its sockets
    await handle(
      this.store,
      session,
      `session-${sessionId}`,
      { type: 'RevokeSession' },
      { commandId, metadata },
    );
    reply.clearCookie(sessionCookie, this.cookie());
    reply.clearCookie(hintCookie, { ...this.cookie(), httpOnly: false });
  }

  private cookie() {
    return {
      path: '/',
      httpOnly: true,
      sameSite: 'lax' as const,
      secure: this.config.publicUrl.protocol === 'https:',
    };
  }
}
