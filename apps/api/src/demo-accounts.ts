import { CommandBus } from '@nestjs/cqrs';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Role } from '@pgai/contracts/identity.js';
import { DomainError } from '@pgai/domain/domain-error.js';
import type { Metadata } from '@pgai/event-store/event.js';
import { v5, v7 } from 'uuid';
import { Credentials } from './identity/credentials.js';
import { RegisterUser } from './identity/register-user.js';
import { Tenancy } from './platform/tenancy.js';
import { HandleTeam } from './teams/teams.handler.js';

const people = [
  { email: 'owner@example.com', name: 'Olivia Owner' },
  { email: 'developer@example.com', name: 'Dev Patel', role: 'developer' },
  { email: 'viewer@example.com', name: 'Vera Viewer', role: 'viewer' },
] as const satisfies { email: string; name: string; role?: Role }[];

/**
 * Local mode only: three accounts in a demo team, made as people would make them. Every step may be repeated: a start
 * that was interrupted is completed by the next, and a finished one changes nothing.
 */
export async function makeDemoAccounts(app: NestFastifyApplication, password: string) {
  if (await complete(app)) return;
  const post = (url: string, payload: object, headers: Record<string, string> = {}) =>
    app.inject({ method: 'POST', url, payload, headers });

  const signIn = async ({ email, name }: { email: string; name: string }) => {
    if (!(await app.get(Credentials).userOf(email))) await register({ email, password, name });
    const answer = await post('/api/auth/sign-in', { email, password });
    const { user_id } = answer.json<{ user_id?: string }>();
    const [cookie] = [answer.headers['set-cookie']].flat();
    return user_id && cookie ? { user_id, cookie: cookie.split(';')[0] ?? '' } : undefined;
  };
  /** Nobody reads the mail of example.com, so these addresses count as verified. Another process may be about it too. */
  const register = (person: { email: string; password: string; name: string }) =>
    app
      .get(RegisterUser)
      .make({ ...person, verified: true }, { newId: v7(), commandId: v7() }, async (id) => metadata(id, null))
      .catch((error) => {
        if (!(error instanceof DomainError && error.kind === 'conflict')) throw error;
      });
  const signOut = ({ cookie }: { cookie: string }) => post('/api/auth/sign-out', {}, { cookie });

  const [owner, ...members] = people;
  const ada = await signIn(owner);
  if (!ada) return; // the address is somebody's own by now
  const team = await post(
    '/api/teams',
    { name: 'Meridian Freight' },
    { cookie: ada.cookie, 'idempotency-key': 'demo-team' },
  );
  const { id: teamId } = team.json<{ id: string }>();

  for (const { role, ...person } of members) {
    const member = await signIn(person);
    if (!member) continue;
    await signOut(member);
    await app.get(CommandBus).execute(
      new HandleTeam(
        teamId,
        { type: 'AddMember', user_id: member.user_id, role, by: { kind: 'user', id: ada.user_id } },
        {
          commandId: v5(`demo ${member.user_id}`, teamId),
          metadata: metadata(ada.user_id, teamId),
        },
      ),
    );
  }
  await signOut(ada);
}

const metadata = (userId: string, team_id: string | null): Metadata => ({
  actor: { kind: 'user', id: userId },
  team_id,
  correlation_id: 'demo',
  causation_id: null,
  request_id: v7(),
  at: new Date().toISOString(),
  schema: 1,
});

/**
 * The last step was done. Asked without signing in, as whoever has changed a demo password would find their account locked
 * after a few starts.
 */
async function complete(app: NestFastifyApplication) {
  const last = await app.get(Credentials).userOf(people[2].email);
  if (!last) return false;
  const membership = await app
    .get(Tenancy)
    .person(last, (db) =>
      db.selectFrom('read.team_member').select('team_id').where('user_id', '=', last).executeTakeFirst(),
    );
  return membership !== undefined;
}
