import type { AuditCheckpoint, AuditList, AuditVerdict, ProvenAuditEntry } from '@pgai/contracts/audit.js';
import { leafOf } from '@pgai/ledger/entry.js';
import { openCheckpoint } from '@pgai/ledger/signed-checkpoint.js';
import { extendsTree, includes } from '@pgai/ledger/verification.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Stack, startStack } from '../support/app.ts';
import { joinTeam } from '../support/join-team.ts';
import type { Person } from '../support/person.ts';

let stack: Stack;
let ada: Person;
let id: string;
beforeAll(async () => {
  stack = await startStack();
  ada = await stack.person('Ada');
  id = await ada.team('Meridian');
  await ada.post(`/api/teams/${id}/rename`, { name: 'Meridian Logistics' });
  await stack.caughtUp();
});
afterAll(() => stack.stop());

const bytes = (base64: string) => Buffer.from(base64, 'base64');
const audit = async <T>(path = '', person = ada) =>
  (await person.get(`/api/teams/${id}/audit${path}`)).body as unknown as T;

describe('the audit of a team', () => {
  it('shows every event with who did what, newest first', async () => {
    const { data } = await audit<AuditList>();

    expect(data.map(({ action }) => action)).toEqual(['TeamRenamed', 'MemberJoined', 'TeamCreated']);
    expect(data[0]).toMatchObject({
      actor_kind: 'user',
      actor_id: ada.id,
      actor_name: 'Ada',
      resource_type: 'team',
      resource_id: id,
      stream: `team-${id}`,
      revision: '2',
      data: { name: 'Meridian Logistics' },
    });
  });

  it.each([
    ['filter[action]=TeamRenamed', ['TeamRenamed']],
    ['filter[action][in]=TeamRenamed,TeamCreated', ['TeamRenamed', 'TeamCreated']],
    ['filter[text][contains]=logistics', ['TeamRenamed']],
    ['filter[resource_type]=user', []],
    ['filter[at][lt]=2020-01-01', []],
    ['sort=at:asc&limit=1', ['TeamCreated']],
  ])('can be asked for %s', async (query, actions) => {
    const { data } = await audit<AuditList>(`?${query}`);

    expect(data.map(({ action }) => action)).toEqual(actions);
  });

  it('goes on where a page ended', async () => {
    const { page } = await audit<AuditList>('?limit=2');
    const rest = await audit<AuditList>(`?limit=2&cursor=${page.next_cursor}`);

    expect(rest.data.map(({ action }) => action)).toEqual(['TeamCreated']);
    expect(rest.page.next_cursor).toBeNull();
  });

  it('is for owners and admins, and to others no such team', async () => {
    const [grace, mallory] = [await stack.person('Grace'), await stack.person('Mallory')];
    await joinTeam(stack, id, grace.id, 'viewer');
    await stack.caughtUp();

    for (const path of ['', '/1', '/checkpoint', '/verify', '/export']) {
      expect(await grace.get(`/api/teams/${id}/audit${path}`)).toMatchObject({
        status: 403,
        body: { code: 'not-permitted' },
      });
      expect(await mallory.get(`/api/teams/${id}/audit${path}`)).toMatchObject({
        status: 404,
        body: { code: 'team-not-found' },
      });
    }
  });

  it('does not have the entries of another team', async () => {
    const grace = await stack.person('Grace');
    const other = await grace.team('Other');
    const { data } = await audit<AuditList>('', ada);

    const foreign = await grace.get(`/api/teams/${other}/audit/${data[0]!.position}`);

    expect(foreign).toMatchObject({ status: 404, body: { code: 'entry-not-found' } });
  });
});

describe('proofs', () => {
  it('show each entry to be in the tree of a signed checkpoint', async () => {
    const { data } = await audit<AuditList>();

    for (const { position } of data) {
      const entry = await audit<ProvenAuditEntry>(`/${position}`);
      const { size, root } = openCheckpoint(entry.checkpoint, entry.public_key);
      const leaf = leafOf({
        ...entry,
        id: entry.event_id,
        type: entry.action,
        revision: BigInt(entry.revision),
      });
      const proof = entry.proof.map(bytes);

      expect(leaf.toString('base64')).toBe(entry.leaf_hash);
      expect(includes(leaf, Number(entry.leaf_index), size, proof, root)).toBe(true);
    }
  });

  it('show a later checkpoint to go on from an earlier one', async () => {
    const before = await audit<AuditCheckpoint>('/checkpoint');
    await ada.post(`/api/teams/${id}/rename`, { name: 'Meridian' });
    await stack.caughtUp();

    const after = await audit<AuditCheckpoint>(`/checkpoint?since=${before.size}`);

    const older = openCheckpoint(before.checkpoint, before.public_key);
    const newer = openCheckpoint(after.checkpoint, after.public_key);
    expect(newer.size).toBeGreaterThan(older.size);
    expect(extendsTree(older, newer, after.consistency!.map(bytes))).toBe(true);
    expect((await ada.get(`/api/teams/${id}/audit/checkpoint?since=99999`)).status).toBe(422);
  });

  it('come down to the root of the whole log, read again', async () => {
    const { root, size } = await audit<AuditCheckpoint>('/checkpoint');

    expect(await audit<AuditVerdict>('/verify')).toMatchObject({
      verified: true,
      entries: size,
      root,
      difference: null,
    });
  });
});
