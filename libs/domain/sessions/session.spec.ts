import { describe, it } from 'vitest';
import { given } from '../testing/given.js';
import { type SessionEvent, session } from './session.js';

const data = { user_id: 'ada', expires_at: '2026-12-01T00:00:00.000Z' };
const started: SessionEvent = { type: 'SessionStarted', data };
const revoked: SessionEvent = { type: 'SessionRevoked', data: {} };
const expired: SessionEvent = { type: 'SessionExpired', data: {} };

describe('a session', () => {
  it('starts once', () =>
    given(session)
      .when({ type: 'StartSession', ...data })
      .decides(started));
  it('does not start twice', () =>
    given(session, started)
      .when({ type: 'StartSession', ...data })
      .refused('session-exists'));
  it('is revoked by its user', () =>
    given(session, started).when({ type: 'RevokeSession', user_id: 'ada' }).decides(revoked));
  it('is not there for anybody else', () =>
    given(session, started).when({ type: 'RevokeSession', user_id: 'eve' }).refused('session-not-found'));
  it('is revoked once', () =>
    given(session, started, revoked).when({ type: 'RevokeSession', user_id: 'ada' }).decides());
  it('expires', () => given(session, started).when({ type: 'ExpireSession' }).decides(expired));
  it('ends once', () => given(session, started, revoked).when({ type: 'ExpireSession' }).decides());
  it('that never was cannot be revoked', () =>
    given(session).when({ type: 'RevokeSession', user_id: 'ada' }).refused('session-not-found'));
  it('that never was cannot expire', () => given(session).when({ type: 'ExpireSession' }).decides());
});
