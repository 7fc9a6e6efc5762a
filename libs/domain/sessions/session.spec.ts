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
  it('is revoked', () => given(session, started).when({ type: 'RevokeSession' }).decides(revoked));
  it('expires', () => given(session, started).when({ type: 'ExpireSession' }).decides(expired));
  it('ends once', () => given(session, started, revoked).when({ type: 'ExpireSession' }).decides());
  it('that never was cannot end', () => given(session).when({ type: 'RevokeSession' }).decides());
});
