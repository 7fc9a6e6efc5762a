import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Db } from '@pgai/db/pool.js';
import { session } from '@pgai/domain/sessions/session.js';
import type { Metadata } from '@pgai/event-store/event.js';
import { EventStore } from '@pgai/event-store/event-store.js';
import { type Context, handle } from '@pgai/event-store/handle.js';
import type { FastifyReply } from 'fastify';
import { type RawBuilder, sql } from 'kysely';
import { v5, v7 } from 'uuid';
import type { Person } from '../platform/actor.js';
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

  async open(userId: string, metadata: Metadata, reply: FastifyReply, { secondFactor = false } = {}) {
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
      .values({
        session_id: sessionId,
        token_hash: hashToken(token),
        user_id: userId,
        expires_at: expires,
        origin: metadata.personal?.$sealed ?? null,
        second_factor: secondFactor,
      })
      .execute();
    reply.setCookie(sessionCookie, token, { ...this.cookie(), expires });
    reply.setCookie(hintCookie, '1', { ...this.cookie(), httpOnly: false, expires });
  }

  /** The row goes first: from then on the token is worth nothing, whatever happens next. */
  async revoke(actor: Person, context: Context) {
    await this.close(actor.user_id, sql`session_id = ${actor.session_id}`);
    return this.record(actor, context);
  }

  /** Ends all sessions of this user but the one given; answers how many. */
  revokeOthers({ user_id, session_id }: Person, context: Context) {
    return this.revokeWhere(user_id, sql`session_id <> ${session_id}`, context);
  }

  revokeAll(userId: string, context: Context) {
    return this.revokeWhere(userId, sql`true`, context);
  }

  /** Takes the token from this browser. */
  forget(reply: FastifyReply) {
    reply.clearCookie(sessionCookie, this.cookie());
    reply.clearCookie(hintCookie, { ...this.cookie(), httpOnly: false });
  }

  private async revokeWhere(userId: string, which: RawBuilder<unknown>, context: Context) {
    const ended = await this.close(userId, which);
    for (const id of ended)
      await this.record(
        { user_id: userId, session_id: id },
        { ...context, commandId: v5(id, context.commandId) },
      );
    return ended.length;
  }

  private record({ user_id, session_id }: Person, { commandId, metadata }: Context) {
    const command = { type: 'RevokeSession', user_id } as const;
    return handle(this.store, session, `session-${session_id}`, command, { commandId, metadata });
  }

  /** One statement, so that no row goes without the notice that closes its sockets. */
  private async close(userId: string, which: RawBuilder<unknown>) {
    const { rows } = await sql<{ session_id: string }>`
      with gone as (delete from app.session where user_id = ${userId} and ${which} returning session_id)
      select session_id, pg_notify('pgai_moved', json_build_object(
        'model', 'session', 'team_id', null, 'id', session_id, 'revision', 0, 'events', json_build_array())::text)
      from gone`.execute(this.db);
    return rows.map(({ session_id }) => session_id);
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
