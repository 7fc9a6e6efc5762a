import { once } from 'node:events';
import type { MemberActivity, RoleRequest } from '@pgai/contracts/members.js';
import type { Member } from '@pgai/contracts/teams.js';
import type { Role } from '@pgai/domain/permissions/role.js';
import { io } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { forgetTeamChanges } from '../../apps/projector/src/jobs/forget-team-changes.job.ts';
import { type Stack, startStack } from '../support/app.ts';
import { append, joinTeam } from '../support/join-team.ts';
import type { Person } from '../support/person.ts';
import { withoutProjector } from '../support/without-projector.ts';

let stack: Stack;
beforeAll(async () => {
  stack = await startStack({ apis: 2 });
});
afterAll(() => stack.stop());

/** A team of one owner and whoever is named, by role. */
async function meridian<Name extends string>(others: Record<Name, Role>) {
  const ada = await stack.person('Ada');
  const id = await ada.team('Meridian');
  const people = {} as Record<Name, Person>;
  for (const [name, role] of Object.entries(others) as [Name, Role][]) {
    people[name] = await stack.person(name);
    await joinTeam(stack, id, people[name].id, role);
  }
  await stack.caughtUp();
  return { ada, id, path: `/api/teams/${id}`, ...people };
}

const membersOf = async (by: Person, path: string) => {
  await stack.caughtUp();
  return (await by.get(`${path}/members?limit=1000`)).body.data as unknown as Member[];
};

describe('changing a role', () => {
  it('to admin waits for a second person, and counts once that person has approved', async () => {
    const { ada, grace, tomasz, path } = await meridian({ grace: 'developer', tomasz: 'admin' });

    const asked = await ada.post(`${path}/members/${grace.id}/change-role`, { role: 'admin' });
    await stack.caughtUp();
    const { body } = await tomasz.get(`${path}/role-requests`);
    const [request] = body.data as unknown as RoleRequest[];
    const own = await ada.post(`${path}/role-requests/${request!.request_id}/approve`);
    const hers = await grace.post(`${path}/role-requests/${request!.request_id}/approve`);
    const approved = await tomasz.post(`${path}/role-requests/${request!.request_id}/approve`);

    expect(asked).toMatchObject({ status: 200, body: { request_id: request!.request_id } });
    expect(request).toMatchObject({ user_id: grace.id, to_role: 'admin', requested_by: ada.id });
    expect(own).toMatchObject({ status: 403, body: { code: 'second-person-required' } });
    expect(hers).toMatchObject({ status: 403, body: { code: 'not-permitted' } });
    expect(approved.status).toBe(200);
    expect((await grace.get(`${path}?at_least=${approved.body.revision}`)).body.role).toBe('admin');
    expect((await ada.get(`${path}/role-requests`)).body.data).toEqual([]);
  });

  it('of two who approve and withdraw at once, one comes through', async () => {
    const { ada, grace, tomasz, path } = await meridian({ grace: 'developer', tomasz: 'admin' });
    const { body } = await ada.post(`${path}/members/${grace.id}/change-role`, { role: 'admin' });
    const { request_id } = body as unknown as RoleRequest;

    const answers = await Promise.all([
      tomasz.post(`${path}/role-requests/${request_id}/approve`),
      ada.post(`${path}/role-requests/${request_id}/withdraw`),
    ]);

    expect(answers.map(({ status }) => status).sort()).toEqual([200, 404]);
  });

  it('to viewer is done at once', async () => {
    const { ada, grace, path } = await meridian({ grace: 'developer', tomasz: 'admin' });

    const done = await ada.post(`${path}/members/${grace.id}/change-role`, { role: 'viewer' });

    expect(done).toMatchObject({ status: 200, body: { request_id: null } });
    const members = await membersOf(ada, path);
    expect(members.find(({ user_id }) => user_id === grace.id)?.role).toBe('viewer');
  });
});

describe('the last owner', () => {
  it('stays, however many owners go at once', async () => {
    const { ada, bea, cyd, path, id } = await meridian({ bea: 'owner', cyd: 'owner' });

    const answers = await Promise.all([
      ...[ada, bea, cyd].map((owner) => owner.post(`${path}/leave`, {})),
      ada.post(`${path}/members/${bea.id}/remove`, {}),
      bea.post(`${path}/members/${cyd.id}/deactivate`, {}),
      cyd.post(`${path}/members/${cyd.id}/change-role`, { role: 'viewer' }),
    ]);

    const events = await stack.store.read(`team-${id}`);
    const owners = new Set<string>();
    for (const { type, data } of events) {
      const { user_id, role, to } = data as { user_id: string; role?: string; to?: string };
      if (type === 'MemberJoined' && role === 'owner') owners.add(user_id);
      if (['MemberLeft', 'MemberRemoved', 'MemberDeactivated'].includes(type)) owners.delete(user_id);
      if (type === 'MemberRoleChanged' && to !== 'owner') owners.delete(user_id);
      expect(owners.size).toBeGreaterThan(type === 'TeamCreated' ? -1 : 0);
    }
    expect(answers.some(({ status }) => status === 200)).toBe(true);
    expect(answers.every(({ status }) => [200, 403, 404, 409, 503].includes(status))).toBe(true);
  });

  it('may not leave', async () => {
    const { ada, path } = await meridian({ tomasz: 'admin' });

    expect(await ada.post(`${path}/leave`, {})).toMatchObject({ status: 409, body: { code: 'last-owner' } });
  });
});

describe('deactivating', () => {
  it('takes all rights, hands over what was theirs, and reactivating gives the role back', async () => {
    const { ada, tomasz, path } = await meridian({ tomasz: 'admin' });
    await tomasz.post(`${path}/invitations`, { email: 'somebody@example.com', role: 'viewer' });

    const done = await ada.post(`${path}/members/${tomasz.id}/deactivate`, {});
    const out = await tomasz.get(path);
    const members = await membersOf(ada, path);
    const { body } = await ada.get(`${path}/invitations`);
    await ada.post(`${path}/members/${tomasz.id}/reactivate`);
    await stack.caughtUp();

    expect(done.status).toBe(200);
    expect(out).toMatchObject({ status: 404, body: { code: 'team-not-found' } });
    expect((await tomasz.get('/api/teams')).body.data).toHaveLength(1);
    expect(members.find(({ user_id }) => user_id === tomasz.id)).toMatchObject({
      active: false,
      role: 'admin',
    });
    expect(body.data).toMatchObject([{ invited_by_name: 'Ada' }]);
    expect((await tomasz.get(path)).body.role).toBe('admin');
  });

  it('leaves nothing in a list of the deactivated person’s teams', async () => {
    const { ada, grace, path } = await meridian({ grace: 'developer' });

    await ada.post(`${path}/members/${grace.id}/deactivate`, {});
    await stack.caughtUp();

    expect((await grace.get('/api/teams')).body.data).toEqual([]);
    expect((await grace.get('/api/me')).body).toMatchObject({ teams: [] });
  });
});

describe('a grant', () => {
  it('lets invite viewers, and nobody else, until it is revoked', async () => {
    const { ada, grace, path } = await meridian({ grace: 'developer' });
    const grant = {
      permission: 'members:invite',
      conditions: [{ value: ['viewer'], operator: 'in', field: 'role' }],
    };
    const invite = (role: string) =>
      grace.post(`${path}/invitations`, { email: `${role}@example.com`, role });

    await ada.post(`${path}/members/${grace.id}/grant`, grant);
    await stack.caughtUp();
    const [viewer, developer] = [await invite('viewer'), await invite('developer')];
    const { body: me } = await grace.get('/api/me');
    await ada.post(`${path}/members/${grace.id}/revoke-grant`, grant);
    const after = await invite('viewer');

    expect(viewer.status).toBe(201);
    expect(developer).toMatchObject({ status: 403, body: { code: 'not-permitted' } });
    expect(me).toMatchObject({ teams: [{ grants: [{ permission: 'members:invite' }] }] });
    expect(after).toMatchObject({ status: 403, body: { code: 'not-permitted' } });
  });

  it.each([
    [{ permission: 'members:grant', conditions: [] }, 'not-grantable'],
    [{ permission: 'nothing:known', conditions: [] }, 'not-grantable'],
    [
      { permission: 'team:rename', conditions: [{ field: 'role', operator: 'equals', value: 'x' }] },
      'condition-not-possible',
    ],
    [
      { permission: 'members:invite', conditions: [{ field: 'role', operator: 'equals', value: ['x'] }] },
      'invalid-input',
    ],
  ])('%j is refused', async (grant, code) => {
    const { ada, grace, path } = await meridian({ grace: 'developer' });

    expect(await ada.post(`${path}/members/${grace.id}/grant`, grant)).toMatchObject({
      status: 422,
      body: { code },
    });
  });
});

describe('activity', () => {
  it('says when members were last active, and how much', async () => {
    const { ada, tomasz, grace, path } = await meridian({ tomasz: 'admin', grace: 'developer' });
    await tomasz.post(`${path}/rename`, { name: 'One' });
    await tomasz.post(`${path}/members/import`, {
      csv: 'email,role\nx1@example.com,viewer\nx2@example.com,viewer\n',
    });
    await stack.caughtUp();

    const { body } = await ada.get(`${path}/members/activity`);
    const of = (id: string) =>
      (body.data as unknown as MemberActivity[]).find(({ user_id }) => user_id === id);

    expect(of(tomasz.id)).toMatchObject({ commands: 2, last_seen_at: expect.any(String) });
    expect(of(grace.id)).toMatchObject({
      commands: 0,
      last_seen_at: null,
      last_sign_in_at: expect.any(String),
    });
    expect((await grace.get(`${path}/members/activity`)).status).toBe(403);
  });
});

describe('a right that was taken', () => {
  it.each(['remove', 'deactivate'])('by %s is gone within a second, projector or not', async (how) => {
    const { ada, grace, path, id } = await meridian({ grace: 'developer' });
    const socket = io(stack.urls[1]!, {
      transports: ['websocket'],
      extraHeaders: { cookie: grace.cookie },
      reconnection: false,
      forceNew: true,
    });
    await once(socket as never, 'connect');
    expect(await socket.emitWithAck('open_team', id)).toBe(true);
    const heard: unknown[] = [];
    socket.on('moved', (notice) => heard.push(notice));

    await withoutProjector(stack, async () => {
      await ada.post(`${path}/members/${grace.id}/${how}`, {});
      const begun = performance.now();
      const answers = await Promise.all([
        grace.get(path),
        grace.get(`${path}/members`),
        grace.post(`${path}/leave`, {}),
      ]);
      expect(answers.map(({ status }) => status)).toEqual([404, 404, 404]);
      await expect
        .poll(() => socket.emitWithAck('open_team', id), { interval: 20, timeout: 1_000 })
        .toBe(false);
      expect(performance.now() - begun).toBeLessThan(1_000);
    });
    expect(heard).toContainEqual({ model: 'team-access', team_id: id, id, revision: 0, events: [] });

    heard.length = 0;
    await ada.post(`${path}/rename`, { name: 'Not for her' });
    await stack.caughtUp();
    await grace.get('/api/me');
    expect(heard).toEqual([]);
    socket.close();
  });

  it('by a lower role is gone at once, projector or not', async () => {
    const { ada, tomasz, path } = await meridian({ tomasz: 'admin' });

    await withoutProjector(stack, async () => {
      await ada.post(`${path}/members/${tomasz.id}/change-role`, { role: 'viewer' });
      const refused = await tomasz.post(`${path}/rename`, { name: 'Mine' });
      const audit = await tomasz.get(`${path}/audit`);
      expect([refused.status, audit.status]).toEqual([403, 403]);
      expect((await ada.get(path)).status).toBe(200);
    });
  });

  it('is judged by the log when nobody knows whether the command came through', async () => {
    const { grace, path, id } = await meridian({ grace: 'developer' });
    await stack.query('insert into app.team_change (change_id, team_id) values (gen_random_uuid(), $1)', [
      id,
    ]);

    await withoutProjector(stack, async () => {
      await append(stack, id, { type: 'MemberLeft', data: { user_id: grace.id } });
      expect((await grace.get(path)).status).toBe(404);
    });
  });

  it('leaves no row behind once the read model has it, or nobody can know any more', async () => {
    const { ada, grace, path, id } = await meridian({ grace: 'developer' });
    const changes = async () =>
      (await stack.query('select revision from app.team_change where team_id = $1', [id])).length;
    await ada.post(`${path}/members/${grace.id}/change-role`, { role: 'viewer' });
    await ada.post(`${path}/members/${ada.id}/remove`, {}); // refused: it is oneself
    await stack.query(
      `insert into app.team_change (change_id, team_id, begun_at)
       values (gen_random_uuid(), $1, now()), (gen_random_uuid(), $1, now() - interval '25 hours')`,
      [id],
    );
    await stack.caughtUp();
    const before = await changes();

    await forgetTeamChanges({ query: (text: string) => stack.query(text) } as never);

    expect(before).toBe(3);
    expect(await stack.query('select revision from app.team_change where team_id = $1', [id])).toEqual([
      { revision: null },
    ]);
  });
});
