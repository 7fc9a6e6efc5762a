import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Asker, ask, type Cast, decision, inTeam, startCast } from '../support/cast.ts';
import type { Answer } from '../support/person.ts';
import type { Route } from '../support/routes.ts';

let cast: Cast;
let routes: Route[];
/** What is decided at the route's own address, by method, path and asker. */
const canonical = new Map<string, string>();
const nameOf = ({ method, path }: Route, { name }: Asker) => `${method} ${path} by ${name}`;

beforeAll(async () => {
  cast = await startCast();
  routes = cast.routes.filter(({ permission }) => permission);
  for (const route of routes)
    for (const who of askers()) {
      const answer = await ask(who, route.method, inTeam(route.path, cast.teamId));
      canonical.set(nameOf(route, who), decision(answer));
    }
});
afterAll(() => cast.stack.stop());

/** One who may most, one who may little, a key, and those who may nothing. */
const some = ['admin', 'viewer', 'key of a viewer', 'stranger', 'key of another team', 'nobody'];
const askers = () => cast.askers.filter(({ name }) => some.includes(name));

/** Not of the API: the page that the browser makes something of. */
const isPage = ({ headers }: Answer) => headers.get('content-type')?.startsWith('text/html');
/** Nothing is there, or another team than the one that was meant: to what is added to an id there is no team. */
const elsewhere = (answer: Answer) =>
  isPage(answer) || ['no-such-route', 'team-not-found'].includes(answer.body.code);

const spellings: Record<string, (path: string) => string> = {
  'an encoded letter': (path) => path.replace('/api/', '/%61pi/'),
  'an encoded letter of the resource': (path) => path.replace('/teams/', '/te%61ms/'),
  'an encoded slash': (path) => path.replace('/teams/', '/teams%2F'),
  'two slashes': (path) => path.replace('/teams/', '//teams/'),
  'two slashes in front': (path) => `/${path}`,
  'a slash at the end': (path) => `${path}/`,
  'a parameter': (path) => `${path};x=1`,
  'upper case': (path) => path.replace('/api/teams', '/API/Teams'),
  dots: (path) => path.replace('/teams/', '/teams/..;/teams/'),
  'a dot': (path) => path.replace('/teams/', '/./teams/'),
  'a nothing': (path) => `${path}%00`,
};

/** The same decision as about the route's own address, or there is nothing at this one. */
const differences = async (spelled: (who: Asker, path: string, route: Route) => Promise<Answer>) => {
  const found: string[] = [];
  for (const route of routes)
    await Promise.all(
      askers().map(async (who) => {
        const answer = await spelled(who, inTeam(route.path, cast.teamId), route);
        const name = nameOf(route, who);
        if (!elsewhere(answer) && decision(answer) !== canonical.get(name))
          found.push(`${name}: ${decision(answer)}, not ${canonical.get(name)}`);
      }),
    );
  return found;
};

describe('another spelling of the address', () => {
  it.each(Object.entries(spellings))('with %s decides nothing else', async (_, spell) => {
    expect(await differences((who, path, { method }) => ask(who, method, spell(path)))).toEqual([]);
  });
});

describe('another method', () => {
  it.each(['x-http-method-override', 'x-http-method', 'x-method-override'])(
    'said by the header %s is not heard',
    async (header) => {
      const said = { [header]: 'GET' };
      expect(await differences((who, path, { method }) => ask(who, method, path, said))).toEqual([]);
    },
  );

  it('HEAD is GET without a body, and no command', async () => {
    for (const { method, path } of routes)
      for (const who of askers()) {
        const address = inTeam(path, cast.teamId);
        const { status } = await ask(who, 'HEAD', address);
        const same = (await ask(who, 'GET', address)).status;
        expect([method, path, who.name, status]).toEqual([method, path, who.name, same]);
      }
  });

  it.each(['OPTIONS', 'PUT', 'PATCH', 'DELETE'])('%s finds nothing', async (method) => {
    for (const { path } of routes)
      for (const who of askers().filter(({ name }) => name !== 'viewer')) {
        const { status } = await ask(who, method, inTeam(path, cast.teamId));
        expect([path, who.name, status]).toEqual([path, who.name, 404]);
      }
  });
});
