import { permissionNames } from '@pgai/domain/permissions/permissions.js';
import { afterAll, beforeAll, describe, expect, inject, it, onTestFinished } from 'vitest';
import {
  ask,
  type Cast,
  comparable,
  decision,
  expected,
  inTeam,
  nowhere,
  startCast,
} from '../support/cast.ts';
import { joinTeam } from '../support/join-team.ts';
import { routesDocument, servedRoutes } from '../support/routes.ts';
import { startShop } from '../support/shop.ts';

/** The routes that answer to anybody, and no other. */
const open = [
  'POST /api/auth/identity/finish',
  'POST /api/auth/identity/second-factor',
  'POST /api/auth/identity/start',
  'GET /api/auth/options',
  'POST /api/auth/request-password-reset',
  'POST /api/auth/reset-password',
  'POST /api/auth/sign-in',
  'POST /api/auth/sign-up',
  'POST /api/auth/verify-email',
  'GET /api/health',
  'GET /api/health/live',
  'GET /api/health/ready',
  'POST /api/invitations/look',
  'GET /api/mailbox',
  'GET /api/mailbox/{id}',
];
/** Answered by every process to whoever operates it; not described. */
const ofOperators = ['GET /metrics'];

let cast: Cast;
beforeAll(async () => {
  cast = await startCast();
});
afterAll(() => cast.stack.stop());

const name = ({ method, path }: { method: string; path: string }) => `${method} ${path}`;
const asker = (name: string) => cast.askers.find((one) => one.name === name)!;

describe('every route', () => {
  it('is described, and with a team names a permission of the table', () => {
    const served = servedRoutes(cast.stack.apps[0]!).filter((route) => !ofOperators.includes(route));

    expect(cast.routes.map(name).sort()).toEqual(served.sort());
    const inTeams = cast.routes.filter(({ path }) => path.includes('{team}'));
    expect(inTeams.length).toBeGreaterThan(20);
    for (const { permission } of inTeams) expect(permissionNames).toContain(permission);
  });

  it('needs what docs/routes.md says: whoever widens one sees it there', async () => {
    await expect(routesDocument(cast.routes, open)).toMatchFileSnapshot('../../docs/routes.md');
  });

  it('asks who it is, but these', async () => {
    const answers = await Promise.all(
      cast.routes.map(async (route) => ({
        route,
        answer: await ask(asker('nobody'), route.method, inTeam(route.path, cast.teamId)),
      })),
    );
    const letIn = answers.filter(({ answer }) => decision(answer) !== '401 not-signed-in');

    expect(letIn.map(({ route }) => name(route)).sort()).toEqual([...open].sort());
  });

  it('without a team is for people, but these and the one about the key itself', async () => {
    for (const route of cast.routes) {
      if (route.path.includes('{team}') || open.includes(name(route))) continue;
      const answer = await ask(asker('key of a admin'), route.method, inTeam(route.path, cast.teamId));
      const own = name(route) === 'GET /api/api-key';
      expect([name(route), decision(answer)]).toEqual([name(route), own ? 'let in' : '403 people-only']);
    }
    const byCookie = await ask(asker('owner'), 'GET', '/api/api-key');
    expect(decision(byCookie)).toBe('401 wrong-api-key');
  });

  it.each([
    'owner',
    'admin',
    'developer',
    'viewer',
    'key of a admin',
    'key of a developer',
    'key of a viewer',
    'limited key',
    'stranger',
    'owner of another team',
    'key of another team',
    'nobody',
  ])('decides about the %s as the table says', async (who) => {
    const one = asker(who);
    const decided = [];
    for (const route of cast.routes.filter(({ permission }) => permission)) {
      const answer = await ask(one, route.method, inTeam(route.path, cast.teamId));
      decided.push([name(route), decision(answer), expected(one, route)]);
    }
    expect(decided.filter(([, is, should]) => is !== should)).toEqual([]);
    expect(decided.length).toBeGreaterThan(20);
  });

  it('shows a team of others exactly as one that is not there', async () => {
    const { askers, routes, foreignId } = cast;
    const own = new Set(['owner of another team', 'key of another team', 'nobody']);
    const strangers = askers.filter((one) => !own.has(one.name));
    for (const route of routes.filter(({ permission }) => permission))
      await Promise.all(
        strangers.map(async (who) => {
          const [foreign, none] = await Promise.all([
            ask(who, route.method, inTeam(route.path, foreignId)),
            ask(who, route.method, inTeam(route.path, nowhere)),
          ]);
          expect([name(route), who.name, decision(foreign)]).toEqual([
            name(route),
            who.name,
            '404 team-not-found',
          ]);
          expect(comparable(foreign, foreignId, nowhere)).toEqual(comparable(none, nowhere));
        }),
      );
  });
});

it('what belongs to another team is as absent as what is not there, in every route with an id', async () => {
  const { stack, routes, foreigner, foreignId, foreignKey, teamId, owner } = cast;
  const helper = await stack.person('Helper');
  await joinTeam(stack, foreignId, helper.id, 'admin');
  await stack.caughtUp();
  const made = async (path: string, body: object) =>
    (await foreigner.post(`/api/teams/${foreignId}/${path}`, body)).body;
  const email = `guest-${foreignId}@example.com`;
  const invitation = await made('invitations', { email, role: 'viewer' });
  const request = await made(`members/${helper.id}/change-role`, { role: 'owner' });
  const review = await made('access-reviews', { scope: 'all', due_in_days: 7 });
  const exported = await made('audit/exports', { format: 'csv', recipient: 'Auditors' });
  const shop = await startShop(inject('postgresUrl'));
  onTestFinished(() => shop.drop());
  const connection = await made('connections', shop.fields());
  const fields = { connection_id: connection.id, name: 'theirs', profile: 'nocode' };
  const view = await made('views', fields);
  const comment = await made(`views/${view.id}/comments`, { text: 'Theirs' });
  await stack.caughtUp();
  const list = await foreigner.get(`/api/teams/${foreignId}/audit`);
  const [entry] = list.body.data as unknown as { position: string }[];
  // the same for all: there is nothing in them to tell teams by
  const names = { branch: 'trial-77', commit: '2000000001', version: '77.77.77', other: '77.77.77' };
  const ids: Record<string, string> = {
    key: foreignKey.id,
    position: entry!.position,
    user: helper.id,
    invitation: (invitation as unknown as { invitation_id?: string }).invitation_id ?? invitation.id,
    request: (request as unknown as { request_id?: string }).request_id ?? request.id,
    review: review.id,
    export: exported.id,
    connection: connection.id,
    view: view.id,
    comment: comment.id,
    ...names,
    // of a database that is another team's: whatever they are, they are behind its connection
    object: nowhere,
    change: nowhere,
  };
  expect(Object.entries(ids).filter(([, id]) => id === undefined)).toEqual([]);

  const absent = { position: '9'.repeat(entry!.position.length), ...names };

  const withIds = routes.filter(
    ({ path }) => path.includes('{team}') && path.replace('{team}', '').includes('{'),
  );
  expect(withIds.length).toBeGreaterThan(10);
  for (const { method, path } of withIds) {
    for (const [, param] of path.matchAll(/\{(\w+)\}/g))
      if (param !== 'team') expect(Object.keys(ids), `an id of another team for ${path}`).toContain(param);
    const send = (address: string) => owner.send(method, address, method === 'GET' ? undefined : {}, {});
    const foreign = await send(inTeam(path, teamId, ids));
    const none = await send(inTeam(path, teamId, absent));
    expect(foreign.status, path).toBeGreaterThanOrEqual(400);
    const same = comparable(none, ...Object.values(absent), nowhere);
    expect(comparable(foreign, ...Object.values(ids)), path).toEqual(same);
  }
});
