import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { accessReview } from '@pgai/domain/access-reviews/access-review.js';
import { apiKey } from '@pgai/domain/api-keys/api-key.js';
import { connection } from '@pgai/domain/connections/connection.js';
import type { Event } from '@pgai/domain/decider.js';
import { retention } from '@pgai/domain/privacy/retention.js';
import { schemaCatalog } from '@pgai/domain/schemas/schema-catalog.js';
import { session } from '@pgai/domain/sessions/session.js';
import type { ActiveTeam } from '@pgai/domain/teams/state.js';
import { team } from '@pgai/domain/teams/team.js';
import { user } from '@pgai/domain/users/user.js';
import { viewComments } from '@pgai/domain/views/comments.js';
import { view } from '@pgai/domain/views/view.js';
import { describe, expect, it } from 'vitest';
import type { Metadata } from './event.js';
import { upcast } from './upcast.js';

/** A sample of every shape of every event ever written, as it was stored. They may be added to, never changed. */
type Sample = { stream: string; revision: number; type: string; data: Event['data']; metadata: Metadata };

const libs = fileURLToPath(new URL('..', import.meta.url));
const samples = globSync(`${libs}event-store/fixtures/*.json`).map(
  (file): Sample => JSON.parse(readFileSync(file, 'utf8')),
);

/** Types written by the deciders, found in their source: `{ type: 'TeamCreated'; data: … }`. */
const typesInDomain = globSync(`${libs}domain/*/*.ts`, { exclude: ['**/*.spec.ts', '**/dist/**'] }).flatMap(
  (file) =>
    [...readFileSync(file, 'utf8').matchAll(/type: '(\w+)';\s+data:/g)].flatMap(([, type]) => type ?? []),
);

/** Facts that people ask for and no rule does. */
const forReaders = new Set([
  'MembersImported',
  'PasswordChanged',
  'SignInFailed',
  'UserLocked',
  'EmailVerificationRequested',
  'PasswordResetRequested',
  'PasswordReset',
  'RecoveryCodeUsed',
  'RecoveryCodesReplaced',
  'CredentialAccessed',
  'SchemaRefreshRequested',
  'MergeConflictRaised',
]);
const replayed = <State, E extends Event>(
  category: string,
  decider: { initial: State; evolve: (state: State, event: E) => State },
) =>
  samples
    .filter(({ stream, type }) => stream.startsWith(`${category}-`) && !forReaders.has(type))
    .sort((a, b) => a.revision - b.revision)
    .map(({ type, data, metadata }) => ({ type, data: upcast.lift(type, metadata.schema, data) }) as E)
    .reduce((state, event) => {
      const next = decider.evolve(state, event);
      expect(next, `${event.type} no longer means anything`).not.toBe(state);
      return next;
    }, decider.initial);

describe('stored events', () => {
  it('have a sample of the shape written today, for every type', () => {
    const written = new Set(typesInDomain.map((type) => `${type} ${upcast.version(type)}`));
    const sampled = new Set(samples.map(({ type, metadata }) => `${type} ${metadata.schema}`));

    expect(written.size).toBeGreaterThan(6);
    expect([...written].filter((shape) => !sampled.has(shape))).toEqual([]);
  });

  it('of a user still make that user', () => {
    expect(replayed('user', user)).toEqual({ status: 'erased' });
  });

  it('of a session still make that session', () => {
    expect(replayed('session', session)).toMatchObject({ status: 'ended' });
  });

  it('of a retention policy still make that policy', () => {
    expect(replayed('retention', retention)).toEqual({ days: { snapshots: 7, replaced_secrets: 30 } });
  });

  it('of an access review still make that review', () => {
    expect(replayed('access_review', accessReview)).toMatchObject({ status: 'completed' });
  });

  it('of a team still make that team', () => {
    const { name, members, invitations, requests, policy } = replayed('team', team) as ActiveTeam;

    expect({ name, members, invitations, requests }).toEqual({
      name: 'Meridian Logistics',
      members: new Map([
        ['01939f5c-6e1a-7c3b-9a51-4b1f0f6d2a10', { role: 'owner', active: true, grants: [] }],
      ]),
      invitations: new Map(),
      requests: new Map(),
    });
    expect(policy).toMatchObject({ session_max_hours: 12, ip_allow_list: ['203.0.113.0/24'] });
  });

  it('of an API key still make that key', () => {
    expect(replayed('api_key', apiKey)).toEqual({
      status: 'revoked',
      team_id: '01939f5c-7b02-7d44-8f00-9c2f61d0e7aa',
      name: 'Nightly build',
      role: 'developer',
      limits: [{ permission: 'team:read', conditions: [] }],
      expires_at: '2027-11-21T00:00:00.000Z',
      overlap_until: '2026-11-22T01:20:00.000Z',
    });
  });

  it('of a connection still make that connection', () => {
    expect(replayed('connection', connection)).toMatchObject({
      status: 'archived',
      name: 'shop',
      settings: { engine: 'postgres', host: 'db.example.com', pool: { min: 1, max: 20 } },
      credential: { secret_id: '0c1f2a3b-4d5e-4f60-8a7b-9c0d1e2f3a4b' },
    });
  });

  it('of a schema still make that schema', () => {
    expect(replayed('schema', schemaCatalog)).toMatchObject({
      snapshot: { server_version: 180_004, counts: { relations: 31 } },
      failure: undefined,
      changes: new Map([
        ['b'.repeat(64), 'reverted'],
        ['a'.repeat(64), 'reverted'],
      ]),
    });
  });

  it('of a view still make that view', () => {
    expect(replayed('view', view)).toMatchObject({
      status: 'archived',
      name: 'orders_open',
      branches: new Map([['main', { head: 3, base: null }]]),
      versions: [{ version: '1.0.0', commit: 3, content_hash: 'b'.repeat(64) }],
      active: '1.0.0',
      lock: null,
    });
  });

  it('of comments still make those threads', () => {
    const [thread] = replayed('view_comments', viewComments).threads.values();
    expect(thread).toMatchObject({ resolved: false, messages: 2 });
  });
});
