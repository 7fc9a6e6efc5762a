import { randomUUID } from 'node:crypto';
import { allows } from '@pgai/domain/permissions/allows.js';
import { type Permission, permissionNames } from '@pgai/domain/permissions/permissions.js';
import { roles } from '@pgai/domain/permissions/role.js';
import { team } from '@pgai/domain/teams/team.js';
import { handle } from '@pgai/event-store/handle.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Stack, startStack } from '../support/app.ts';
import { metadata } from '../support/event-log.ts';
import type { Answer, Person } from '../support/person.ts';

type Operation = { 'x-permission'?: Permission; security?: unknown[] };
type Route = { method: string; path: string; permission: Permission | undefined };

/** The routes that answer without a session, and no other. */
const open = [
  'GET /api/auth/options',
  'POST /api/auth/request-password-reset',
  'POST /api/auth/reset-password',
  'POST /api/auth/sign-in',
  'POST /api/auth/sign-up',
  'POST /api/auth/verify-email',
  'POST /api/invitations/look',
  'GET /api/mailbox',
  'GET /api/mailbox/{id}',
  'GET /api/health',
  'GET /api/health/live',
  'GET /api/health/ready',
];

let stack: Stack;
let routes: Route[];
let teamId: string;
let foreignId: string;
const members = {} as Record<(typeof roles)[number], Person>;
let stranger: Person;

beforeAll(async () => {
  stack = await startStack();
  const { body } = await stack.stranger().get('/api/openapi.json');
  const { paths } = body as unknown as { paths: Record<string, Record<string, Operation>> };
  routes = Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => ({
      method: method.toUpperCase(),
      path,
      permission: operation['x-permission'],
    })),
  );

  members.owner = await stack.person('Owner');
  teamId = await members.owner.team('Meridian');
  for (const role of roles.slice(1)) {
    members[role] = await stack.person(role);
    const add = {
      type: 'AddMember' as const,
      user_id: members[role].id,
      role,
      by: { kind: 'user' as const, id: members.owner.id },
    };
    const context = { metadata: metadata({ team_id: teamId }), commandId: randomUUID() };
    await handle(stack.store, team, `team-${teamId}`, add, context);
  }
  stranger = await stack.person('Stranger');
  foreignId = await stranger.team('Foreign');
  await stack.caughtUp();
});
afterAll(() => stack.stop());

const nowhere = '019a9f4e-7c1d-7e55-8d5e-0d9f6f2f4a11';
const inTeam = (path: string, id: string) =>
  path
    .replace('{team}', id)
    .replaceAll(/\{(\w+)\}/g, (_, name) => (name === 'position' ? '999999' : nowhere));

/** Asks without changing anything: what is allowed ends at a body that is no object, or at a revision that is not there. */
const ask = (who: Person, { method, path }: Route, id: string) =>
  who.send(method, inTeam(path, id), method === 'GET' ? undefined : [], { 'if-match': '"999999"' });

const decision = ({ status, body: { code } }: Answer) =>
  status === 401 || ['not-permitted', 'team-not-found', 'people-only'].includes(code)
    ? `${status} ${code}`
    : 'let in';

/** Without what may differ: which request it was. */
const comparable = ({ body }: Answer) => {
  const { correlation_id, instance, ...rest } = body;
  return rest;
};

/** Not of the API: the page that the browser makes something of. */
const isPage = ({ headers }: Answer) => headers.get('content-type')?.startsWith('text/html');

describe('every route', () => {
  it('with a team names a permission of the table', () => {
    const inTeams = routes.filter(({ path }) => path.includes('{team}'));

    expect(inTeams.length).toBeGreaterThan(5);
    for (const { permission } of inTeams) expect(permissionNames).toContain(permission);
  });

  it('asks for a session, but these', async () => {
    const answers = await Promise.all(
      routes.map(async (route) => ({ route, answer: await ask(stack.stranger(), route, teamId) })),
    );
    const letIn = answers.filter(({ answer }) => answer.status !== 401);

    expect(letIn.map(({ route }) => `${route.method} ${route.path}`).sort()).toEqual([...open].sort());
    for (const { answer } of answers.filter(({ answer }) => answer.status === 401))
      expect(answer.body.code).toBe('not-signed-in');
  });

  it.each(roles)('decides about a member who is %s as the table says', async (role) => {
    for (const route of routes) {
      if (!route.permission) continue;
      const expected = allows({ role }, route.permission) ? 'let in' : '403 not-permitted';
      const answer = await ask(members[role], route, teamId);
      expect([route.method, route.path, decision(answer)]).toEqual([route.method, route.path, expected]);
    }
  });

  it('shows a team of others exactly as one that is not there', async () => {
    for (const route of routes) {
      if (!route.permission) continue;
      for (const who of Object.values(members)) {
        const [foreign, none] = [await ask(who, route, foreignId), await ask(who, route, nowhere)];
        expect(decision(foreign)).toBe('404 team-not-found');
        expect(comparable(foreign)).toEqual(comparable(none));
      }
      expect(decision(await ask(stranger, route, teamId))).toBe('404 team-not-found');
    }
  });
});

describe('another spelling of the address', () => {
  const spellings: Record<string, (path: string) => string> = {
    'an encoded letter': (path) => path.replace('/api/', '/%61pi/'),
    'an encoded slash': (path) => path.replace('/teams/', '/teams%2F'),
    'two slashes': (path) => path.replace('/teams/', '//teams/'),
    'a slash at the end': (path) => `${path}/`,
    'a parameter': (path) => `${path};x=1`,
    'upper case': (path) => path.replace('/api/teams', '/API/Teams'),
    dots: (path) => path.replace('/teams/', '/teams/..;/teams/'),
  };

  it.each(Object.entries(spellings))('with %s lets in nobody else', async (_, spell) => {
    for (const route of routes) {
      if (!route.permission) continue;
      const spelled = { ...route, path: spell(route.path) };
      for (const who of [stack.stranger(), members.viewer, stranger]) {
        const [canonical, other] = [await ask(who, route, teamId), await ask(who, spelled, teamId)];
        const refused = [decision(canonical), '404 no-such-route'];
        if (decision(canonical) !== 'let in' && !isPage(other))
          expect(refused).toContain(`${other.status} ${other.body.code}`);
      }
    }
  });

  it.each([
    ['HEAD', {}],
    ['OPTIONS', {}],
    ['POST', { 'x-http-method-override': 'GET' }],
    ['GET', { 'x-http-method-override': 'POST' }],
  ])('by %s %j lets in nobody else', async (method, headers) => {
    for (const route of routes) {
      if (!route.permission) continue;
      const path = inTeam(route.path, teamId);
      const sent = await stranger.send(method, path, method === 'POST' ? {} : undefined, headers);
      expect(sent.status).toBe(404);
    }
  });
});
