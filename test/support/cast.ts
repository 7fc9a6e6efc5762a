import { allows, type Holder } from '@pgai/domain/permissions/allows.js';
import { ruleOf } from '@pgai/domain/permissions/permissions.js';
import { roles } from '@pgai/domain/permissions/role.js';
import { type Stack, startStack } from './app.ts';
import { joinTeam } from './join-team.ts';
import { type Answer, Person } from './person.ts';
import { issueKey } from './program.ts';
import { describedRoutes, type Route } from './routes.ts';

/** A team that is not there. */
export const nowhere = '019a9f4e-7c1d-7e55-8d5e-0d9f6f2f4a11';

/** Somebody who asks: with a session, an API key or nothing; what they hold in the one team, if anything. */
export type Asker = {
  name: string;
  kind: 'person' | 'key' | 'nobody';
  holds: Holder | undefined;
  send: (method: string, path: string, body: unknown, headers: Record<string, string>) => Promise<Answer>;
};
export type Cast = Awaited<ReturnType<typeof startCast>>;

/** One team with a member and a key of every role, another team, and everybody who could ask for either. */
export async function startCast() {
  const stack: Stack = await startStack();
  const routes = await describedRoutes(stack);
  const owner = await stack.person('Owner');
  const teamId = await owner.team('Meridian');
  const foreigner = await stack.person('Foreigner');
  const foreignId = await foreigner.team('Foreign');

  const person = (name: string, who: Person, holds?: Holder): Asker => ({
    name,
    kind: 'person',
    holds,
    send: who.send.bind(who),
  });
  const askers: Asker[] = [person('owner', owner, { role: 'owner' })];
  for (const role of roles.slice(1)) {
    const member = await stack.person(role);
    await joinTeam(stack, teamId, member.id, role);
    askers.push(person(role, member, { role }));
  }
  for (const role of ['admin', 'developer', 'viewer'] as const) {
    const { program } = await issueKey(owner, teamId, { role });
    askers.push({ name: `key of a ${role}`, kind: 'key', holds: { role }, send: program.send.bind(program) });
  }
  const limited = await issueKey(owner, teamId, { role: 'admin', permissions: ['team:read'] });
  const limits = [{ permission: 'team:read' as const, conditions: [] }];
  askers.push(
    {
      name: 'limited key',
      kind: 'key',
      holds: { role: 'admin', limits },
      send: limited.program.send.bind(limited.program),
    },
    person('stranger', await stack.person('Stranger')),
    person('owner of another team', foreigner),
  );
  const foreignKey = await issueKey(foreigner, foreignId, { role: 'admin' });
  const { program } = foreignKey;
  askers.push(
    { name: 'key of another team', kind: 'key', holds: undefined, send: program.send.bind(program) },
    {
      name: 'nobody',
      kind: 'nobody',
      holds: undefined,
      send: (...request) => new Person(stack.url).send(...request),
    },
  );
  await stack.caughtUp();
  return { stack, routes, askers, owner, teamId, foreigner, foreignId, foreignKey };
}

/** What the table says about somebody's request to a route of the team. */
export function expected({ kind, holds }: Asker, { permission }: Route) {
  if (kind === 'nobody') return '401 not-signed-in';
  if (!holds || !permission) return '404 team-not-found';
  if (kind === 'key' && !ruleOf(permission).keys) return '403 people-only';
  return allows(holds, permission) ? 'let in' : '403 not-permitted';
}

const refusals = new Set([
  'not-permitted',
  'team-not-found',
  'people-only',
  'not-signed-in',
  'wrong-api-key',
]);

/** What was decided: a refusal of rights, or anything else, which only those hear who were let in. */
export const decision = ({ status, body: { code } }: Answer) =>
  status === 401 || refusals.has(code) ? `${status} ${code}` : 'let in';

export const inTeam = (path: string, id: string, ids: Record<string, string> = {}) =>
  path
    .replace('{team}', id)
    .replaceAll(/\{(\w+)\}/g, (_, name) => ids[name] ?? (name === 'position' ? '999999' : nowhere));

/** Asks without changing anything: what is allowed ends at a body that is no object, or at a revision that is not there. */
export const ask = (who: Asker, method: string, path: string, headers: Record<string, string> = {}) =>
  who.send(method, path, ['GET', 'HEAD', 'OPTIONS'].includes(method) ? undefined : [], {
    'if-match': '"999999"',
    ...headers,
  });

/** Everything of an answer but what says which request it was. */
export function comparable({ status, headers, body }: Answer, ...ids: string[]) {
  const told = [...headers].filter(([name]) => !['date', 'x-correlation-id'].includes(name));
  const { correlation_id, ...rest } = body;
  const whole = (id: string) => new RegExp(`(?<![\\w-])${id.replaceAll('.', '[.]')}(?![\\w-])`, 'g'); // not a number within an id
  return ids.reduce((text, id) => text.replaceAll(whole(id), '<id>'), JSON.stringify({ status, told, rest }));
}
