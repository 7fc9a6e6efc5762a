import { randomUUID } from 'node:crypto';
import type { AsOf, AsOfChanges, Density } from '@pgai/contracts/as-of.js';
import type { AuditList, ProvenAuditEntry } from '@pgai/contracts/audit.js';
import type { Event } from '@pgai/domain/decider.js';
import { shown } from '@pgai/domain/state-json.js';
import { type TeamEvent, team } from '@pgai/domain/teams/team.js';
import type { Recorded } from '@pgai/event-store/event.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Snapshots } from '../../apps/api/src/audit/snapshots.js';
import { type Stack, startStack } from '../support/app.ts';
import { metadata } from '../support/event-log.ts';
import type { Person } from '../support/person.ts';

let stack: Stack;
let ada: Person;
let id: string;
beforeAll(async () => {
  stack = await startStack();
  stack.apps[0]!.get(Snapshots).eventsBetween = 7; // so that short histories have snapshots too
  ada = await stack.person('Ada');
  id = await ada.team('Meridian');
});
afterAll(() => stack.stop());

const read = async <T>(path: string, person = ada) => {
  const { status, body } = await person.get(`/api/teams/${id}/audit${path}`);
  expect({ status, body: status === 200 ? '' : body }).toEqual({ status: 200, body: '' });
  return body as unknown as T;
};
const append = (stream: string, ...events: Event[]) =>
  stack.store.append(
    stream,
    events,
    'any',
    metadata({ team_id: id, actor: { kind: 'user', id: ada.id } }),
    events.map(() => randomUUID()),
  );
const pick = <T>(list: readonly T[]) => list[Math.floor(Math.random() * list.length)] as T;

/** What somebody may have done, in an order that makes sense to the log if not to the rules. */
function anything(): TeamEvent {
  const user_id = randomUUID();
  return pick<() => TeamEvent>([
    () => ({ type: 'TeamRenamed', data: { name: `Name ${Math.random()} ‮ é` } }),
    () => ({ type: 'MemberJoined', data: { user_id, role: pick(['admin', 'viewer', 'developer']) } }),
    () => ({ type: 'NobodyKnowsThis', data: { n: 1 } }) as never,
  ])();
}

describe('the state of a team at a position', () => {
  it('is what its streams fold to up to there, for random histories', async () => {
    const streams = [`team-${id}`, ...Array.from({ length: 5 }, () => `team-${randomUUID()}`)];
    for (const stream of streams.slice(1))
      await append(stream, { type: 'TeamCreated', data: { name: 'New' } });
    for (let n = 0; n < 60; n++)
      await append(pick(streams), ...Array.from({ length: pick([1, 1, 2, 5]) }, anything));
    await append('bystander-1', { type: 'SomethingElse', data: {} });
    await stack.caughtUp();
    const log: Recorded[] = [];
    for await (const event of stack.store.readAll()) if (event.metadata.team_id === id) log.push(event);

    for (const last of [...Array.from({ length: 25 }, () => pick(log)), log[0]!, log.at(-1)!]) {
      const upTo = log.filter(({ position }) => position <= last.position);
      const expected = streams.toSorted().flatMap((resource) => {
        const own = upTo.filter(({ stream }) => stream === resource);
        if (own.length === 0) return [];
        const state = shown((own as never[]).reduce(team.evolve, team.initial));
        return {
          resource,
          type: 'team',
          id: resource.slice(5),
          revision: String(own.at(-1)!.revision),
          state,
        };
      });
      const found = await read<AsOf>(`/as-of?position=${last.position}`);

      expect(found).toMatchObject({ position: String(last.position), later: log.length - upTo.length });
      expect(found.data).toEqual(expected);
      const one = pick(expected);
      expect((await read<AsOf>(`/as-of?position=${last.position}&resource=${one.resource}`)).data).toEqual([
        one,
      ]);
    }
    expect(await stack.query('select from app.team_snapshot')).not.toHaveLength(0);
  });

  it('is the same when all snapshots are gone, or some, or they are of another program', async () => {
    const now = await read<AsOf>('/as-of');

    for (const change of [
      'delete from app.team_snapshot',
      'delete from app.team_snapshot where previous is null',
      "update app.team_snapshot set program = 'another'",
    ]) {
      await stack.query(change);
      expect(await read<AsOf>('/as-of')).toEqual(now);
    }
  });

  it('is found by time, and page by page', async () => {
    const { data, position, at } = await read<AsOf>('/as-of');
    const first = await read<AsOf>('/as-of?limit=4');
    const rest = await read<AsOf>(`/as-of?limit=4&cursor=${first.page.next_cursor}`);

    expect([...first.data, ...rest.data]).toEqual(data);
    expect(rest.page.next_cursor).toBeNull();
    expect(await read<AsOf>('/as-of?at=2001-01-01T00:00:00Z')).toMatchObject({
      position: '0',
      at: null,
      data: [],
    });
    expect((await read<AsOf>('/as-of?at=2099-01-01T00:00:00Z')).position).toBe(position);
    expect(at).toMatch(/^2026/);
  });

  it('is that of this team alone, and of what there was', async () => {
    const other = await ada.team('Other');
    const get = (query: string) => ada.get(`/api/teams/${other}/audit/as-of${query}`);

    expect((await get('')).body).toMatchObject({ data: [{ resource: `team-${other}` }] });
    expect(await get(`?resource=team-${id}`)).toMatchObject({
      status: 404,
      body: { code: 'resource-not-found' },
    });
    for (const query of ['?position=-1', '?at=yesterday', '?resource=team', '?limit=0', '?nothing=1'])
      expect(await get(query)).toMatchObject({ status: 422, body: { code: 'invalid-input' } });
  });
});

describe('two states', () => {
  it('are compared resource by resource', async () => {
    const { position } = await read<AsOf>('/as-of');
    const eve = randomUUID();
    await append(`team-${id}`, { type: 'MemberJoined', data: { user_id: eve, role: 'viewer' } });
    await append(`team-${id}`, { type: 'TeamRenamed', data: { name: 'Compared again' } });
    await stack.caughtUp();

    const { data } = await read<AsOfChanges>(`/as-of/changes?from=${position}`);

    expect(data).toHaveLength(1);
    expect(data[0]!.changes).toContainEqual({
      path: `$.members['${eve}']`,
      after: { active: true, grants: [], role: 'viewer' },
    });
    expect(data[0]!.changes.find(({ path }) => path === '$.name')).toMatchObject({ after: 'Compared again' });
    expect((await read<AsOfChanges>(`/as-of/changes?from=${position}&to=${position}`)).data).toEqual([]);
  });
});

describe('an entry', () => {
  it('shows what it changed, and from where it came as long as that can be opened', async () => {
    const grace = randomUUID();
    await append(`team-${id}`, { type: 'MemberJoined', data: { user_id: grace, role: 'viewer' } });
    await append(`team-${id}`, { type: 'TeamRenamed', data: { name: 'Before' } });
    await ada.post(`/api/teams/${id}/rename`, { name: 'Shown' }, { 'user-agent': 'Spec/1.0' });
    await stack.caughtUp();
    const { data } = await read<AuditList>('?filter[action]=MemberJoined&limit=1');
    const [renamed] = (await read<AuditList>('?filter[action]=TeamRenamed&limit=1')).data;

    const joined = await read<ProvenAuditEntry>(`/${data[0]!.position}`);
    const entry = await read<ProvenAuditEntry>(`/${renamed!.position}`);

    expect(joined.changes).toMatchObject([{ path: `$.members['${grace}']`, after: { role: 'viewer' } }]);
    expect(joined).toMatchObject({ ip_address: null, user_agent: null, success: true, error_message: null });
    expect(entry.changes).toEqual([{ path: '$.name', before: 'Before', after: 'Shown' }]);
    expect(entry).toMatchObject({ ip_address: '127.0.0.1', user_agent: 'Spec/1.0' });

    const sealed = { $sealed: Buffer.alloc(40).toString('base64') };
    await stack.query(
      "update read.ledger_entry set metadata = jsonb_set(metadata::jsonb, '{personal}', $2) where position = $1",
      [renamed!.position, sealed],
    );
    expect(await read<ProvenAuditEntry>(`/${renamed!.position}`)).toMatchObject({ ip_address: null });
  });

  it('of a refusal says so', async () => {
    await ada.post(`/api/teams/${id}/rename`, { name: '' });
    await stack.caughtUp();

    const { data } = await read<AuditList>('?filter[success]=false');

    expect(data[0]).toMatchObject({ success: false, error_message: expect.stringContaining('name') });
    expect((await read<AuditList>('?filter[success]=true&limit=1')).data[0]!.action).not.toBe(
      'CommandRefused',
    );
  });
});

describe('the density', () => {
  it('counts every event of the team once', async () => {
    const { data } = await read<Density>('/density?bars=50');
    const [{ events }] = (await stack.query(
      'select count(*)::int as events, max(position) as last from read.ledger_entry where team_id = $1',
      [id],
    )) as [{ events: number }];

    expect(data.reduce((sum, bar) => sum + bar.events, 0)).toBe(events);
    expect(data.every(({ bar }) => bar >= 1 && bar <= 50)).toBe(true);
  });
});
