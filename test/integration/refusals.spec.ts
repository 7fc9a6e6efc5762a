import { randomUUID } from 'node:crypto';
import type { AuditEntry, AuditList } from '@pgai/contracts/audit.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Stack, startStack } from '../support/app.ts';
import { joinTeam } from '../support/join-team.ts';
import { type Person, password } from '../support/person.ts';

let stack: Stack;
let ada: Person;
let grace: Person;
let id: string;
beforeAll(async () => {
  stack = await startStack();
  [ada, grace] = await Promise.all([stack.person('Ada'), stack.person('Grace')]);
  id = await ada.team('Meridian');
  await joinTeam(stack, id, grace.id, 'viewer');
  await stack.caughtUp();
});
afterAll(() => stack.stop());

const newest = async (of = id): Promise<AuditEntry> => {
  await stack.caughtUp();
  const { body } = await ada.get(`/api/teams/${of}/audit?limit=1`);
  return (body as unknown as AuditList).data[0]!;
};

describe('a refused command', () => {
  it.each([
    {
      what: 'a right that is missing',
      send: () => grace.post(`/api/teams/${id}/rename`, { name: 'Mine' }),
      status: 403,
      action: 'teams.rename',
      by: () => grace.id,
    },
    {
      what: 'a schema',
      send: () => ada.post(`/api/teams/${id}/rename`, { nome: 'Meridian' }),
      status: 422,
      action: 'teams.rename',
      by: () => ada.id,
    },
    {
      what: 'a revision that moved on',
      send: () => ada.post(`/api/teams/${id}/rename`, { name: 'Late' }, { 'if-match': '"0"' }),
      status: 412,
      action: 'teams.rename',
      by: () => ada.id,
    },
    {
      what: 'a read that is not allowed',
      send: () => grace.get(`/api/teams/${id}/audit`),
      status: 403,
      action: 'audit.list',
      by: () => grace.id,
    },
  ])('for $what is an entry of the ledger', async ({ send, status, action, by }) => {
    const refused = await send();

    expect(refused.status).toBe(status);
    const entry = await newest();
    expect(entry).toMatchObject({
      action: 'CommandRefused',
      actor_kind: 'user',
      actor_id: by(),
      resource_type: 'team',
      resource_id: id,
      correlation_id: refused.body.correlation_id,
      data: { action, code: refused.body.code },
    });
    const [row] = await stack.query('select metadata from read.ledger_entry where event_id = $1', [
      entry.event_id,
    ]);
    expect(row.metadata).toMatchObject({ team_id: id, personal: { $sealed: expect.any(String) } });
  });

  it('of another team is in no team’s ledger, and yet on record', async () => {
    const mallory = await stack.person('Mallory');
    const before = await newest();

    const refused = await mallory.post(`/api/teams/${id}/rename`, { name: 'Mine' });

    expect(refused.status).toBe(404);
    expect((await newest()).position).toBe(before.position);
    const rows = await stack.query(
      'select team_id, data from read.ledger_entry where actor_id = $1 and action = $2',
      [mallory.id, 'CommandRefused'],
    );
    expect(rows).toMatchObject([
      { team_id: null, data: { action: 'teams.rename', resource_id: id, code: 'team-not-found' } },
    ]);
  });

  it('by nobody, or a read of what is not there, is not recorded', async () => {
    const before = await newest();

    await stack.stranger().post(`/api/teams/${id}/rename`, { name: 'Mine' });
    await ada.get(`/api/teams/${id}/audit/999999999`);
    await ada.get(`/api/teams/${id}?at_least=x`);

    expect((await newest()).position).toBe(before.position);
  });

  it('takes nothing of what was sent along', async () => {
    const canary = `canary-${randomUUID()}`;
    const mine = { [canary]: canary, name: canary.repeat(9), current_password: canary, new_password: canary };
    for (const path of [`/api/teams/${id}/rename`, '/api/teams', '/api/me/change-password'])
      await ada.post(`${path}?q=${canary}`, mine, { 'idempotency-key': canary, 'x-canary': canary });
    await ada.post('/api/me/change-password', { current_password: canary, new_password: password });
    await ada.post(`/api/me/sessions/${canary}/revoke`);
    await stack.caughtUp();

    const events = await stack.query(
      "select convert_from(data, 'UTF8') as data, convert_from(meta, 'UTF8') as meta, stream from node.events",
    );
    expect(JSON.stringify(events)).toContain('password.change');
    expect(JSON.stringify(events)).not.toContain(canary);
  });

  it('is written once the event store is back', async () => {
    await stack.node.kill();
    const refused = await grace.post(`/api/teams/${id}/rename`, 'null');
    await stack.restartNode();

    expect(refused.status).toBe(403);
    expect(await newest()).toMatchObject({ actor_id: grace.id, data: { code: 'not-permitted' } });
  });
});

describe('a flood of refusals', () => {
  it('is bounded in the log and counted to the last', async () => {
    const eve = await stack.person('Eve');
    for (let n = 0; n < 50; n++) await eve.post(`/api/teams`, { name: '' });
    await stack.stopApis();
    await stack.caughtUp();

    const rows = await stack.query(
      `select action, sum(coalesce((data->>'count')::int, 1))::int as refused
       from read.ledger_entry where actor_id = $1 and action ~ 'Refused' group by action order by action`,
      [eve.id],
    );
    expect(rows).toEqual([
      { action: 'CommandRefused', refused: 30 },
      { action: 'CommandsRefused', refused: 20 },
    ]);
  });
});
