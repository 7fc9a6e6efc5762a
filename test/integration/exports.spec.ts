import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AuditExport } from '@pgai/contracts/exports.js';
import { csvValue } from '@pgai/ledger/csv.js';
import { verifyCsv } from '@pgai/ledger/csv-export.js';
import { verifyExport } from '@pgai/ledger/export.js';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Stack, startStack } from '../support/app.ts';
import { append, joinTeam } from '../support/join-team.ts';
import type { Person } from '../support/person.ts';

let stack: Stack;
let ada: Person;
let grace: Person;
let viewer: Person;
let id: string;
const folder = mkdtempSync(join(tmpdir(), 'pgai-exports-'));
const nasty = ['=1+1', '+cmd|calc', '-2+3', '@SUM(1)', '＝1+1', "'=quoted", 'a,"b"\nc', 'فريق الشحن'];
beforeAll(async () => {
  stack = await startStack();
  [ada, grace, viewer] = await Promise.all([
    stack.person('Ada'),
    stack.person('Grace'),
    stack.person('Yuki'),
  ]);
  id = await ada.team('Meridian');
  await joinTeam(stack, id, grace.id, 'admin');
  await joinTeam(stack, id, viewer.id, 'viewer');
  for (const name of nasty) await append(stack, id, { type: 'TeamRenamed', data: { name } });
  await stack.caughtUp();
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await stack.stop();
});

const exportsOf = (path = '') => `/api/teams/${id}/audit/exports${path}`;
const ask = (body: object, by = ada) => by.post(exportsOf(), { recipient: 'Deloitte, SOC 2', ...body });
const look = async (of: string) => (await ada.get(exportsOf(`/${of}`))).body as unknown as AuditExport;
const file = async (of: string, by = ada) => by.get(exportsOf(`/${of}/file`));

/** Polls as a page would: the job says by an event that it is done. */
async function until(of: string, status: AuditExport['status']) {
  for (let revision = 0; revision < 5; revision++) {
    const { body } = await ada.get(exportsOf(`/${of}?at_least=${revision}`));
    if ((body as unknown as AuditExport).status === status) return body as unknown as AuditExport;
  }
  throw new Error(`It did not become ${status}.`);
}

function verified(text: string, name: string) {
  const program = fileURLToPath(new URL('../../libs/ledger/dist/verify-export.main.js', import.meta.url));
  writeFileSync(join(folder, name), text);
  return execFileSync(process.execPath, [program, join(folder, name)], {
    encoding: 'utf8',
    env: {},
    stdio: 'pipe',
  });
}

describe('an export as CSV', () => {
  let text: string;
  beforeAll(async () => {
    const { body } = await ask({ format: 'csv', filter: { action: 'TeamRenamed' } });
    await until(body.id, 'ready');
    text = (await file(body.id)).body as unknown as string;
  });

  it('has every entry, no formula, and for whom it is in every row', () => {
    const rows: string[][] = parse(text, { relax_column_count: true });
    const [head, ...entries] = rows.slice(0, -1);
    const names = entries.map((cells) => JSON.parse(csvValue(cells[head!.indexOf('data')]!)).name);

    expect(names).toEqual(nasty);
    expect(rows.flat().filter((cell) => /^[=+\-@\t\r＝]/.test(cell))).toEqual([]);
    expect(entries.every((cells) => cells.at(-1)!.endsWith('for Deloitte, SOC 2'))).toBe(true);
  });

  it('is signed, and verified without pgai', () => {
    const { manifest, failure } = verifyCsv(Buffer.from(text));

    expect(failure).toBeUndefined();
    expect(manifest).toMatchObject({
      team: id,
      rows: String(nasty.length),
      for: 'Deloitte, SOC 2',
      filter: '{"action":"TeamRenamed"}',
      'asked-by': `user ${ada.id}`,
      'approved-by': '-',
    });
    expect(verified(text, 'a.csv')).toContain(`Signed      ${nasty.length} rows`);
  });

  it('that was edited anywhere is found', () => {
    for (let n = 0; n < 200; n++) {
      const at = Math.floor((n / 200) * text.length);
      const bad = `${text.slice(0, at)}${text[at] === 'x' ? 'y' : 'x'}${text.slice(at + 1)}`;
      expect(verifyCsv(Buffer.from(bad), verifyCsv(Buffer.from(text)).publicKey).failure).toBeTruthy();
    }
    expect(() => verified(text.replace('Deloitte', 'Somebody'), 'b.csv')).toThrow(/Does not fit/);
    expect(verifyCsv(Buffer.from(`${text}more\r\n`)).failure).toBeTruthy();
  });
});

describe('an export as JSON Lines', () => {
  it('proves each entry and ends with its manifest', async () => {
    const { body } = await ask({ format: 'jsonl' });
    const { rows, sha256 } = await until(body.id, 'ready');
    const lines = ((await file(body.id)).body as unknown as string).trimEnd().split('\n');
    const key = JSON.parse(lines[0]!).public_key;

    const { proven, manifest, failure } = verifyExport(lines, key);

    expect(failure).toBeUndefined();
    expect({ proven, sha256: manifest!.sha256 }).toEqual({ proven: rows, sha256 });
    expect(verified(`${lines.join('\n')}\n`, 'a.jsonl')).toContain(`Proven      ${rows} entries`);
    expect(verifyExport(lines.slice(0, -1), key).failure?.line).toBe(lines.length);
    expect(verifyExport([...lines, lines.at(-1)!], key).failure?.line).toBe(lines.length + 1);
    const other = lines[3]!.replace('Deloitte', 'Somebody');
    expect(verifyExport(lines.with(3, other), key).failure?.line).toBe(lines.length);
  });

  it('is fetched by whom, is an event', async () => {
    const { body } = await ask({ format: 'jsonl' });
    await until(body.id, 'ready');
    await file(body.id, grace);
    await stack.caughtUp();

    expect(await look(body.id)).toMatchObject({
      downloads: 1,
      requested_by: ada.id,
      requested_by_name: 'Ada',
    });
    const rows = await stack.query(
      "select actor_id, team_id from read.ledger_entry where action = 'ExportDownloaded' and resource_id = $1",
      [body.id],
    );
    expect(rows).toEqual([{ actor_id: grace.id, team_id: id }]);
    expect((await file(body.id, viewer)).status).toBe(403);
  });

  it('is removed when its time is over', async () => {
    const { body } = await ask({ format: 'csv' });
    await until(body.id, 'ready');
    await stack.query(
      "select graphile_worker.reschedule_jobs(array_agg(id), now()) from graphile_worker.jobs where task_identifier = 'expire-export'",
    );

    await until(body.id, 'expired');

    expect(await file(body.id)).toMatchObject({ status: 409, body: { code: 'export-expired' } });
    expect(await stack.query('select from app.export_chunk where export_id = $1', [body.id])).toEqual([]);
  });
});

describe('a team whose exports need approval', () => {
  beforeAll(async () => {
    const data = {
      second_factor_required: false,
      session_idle_minutes: null,
      session_max_hours: null,
      key_max_age_days: null,
      ip_allow_list: [],
      export_needs_approval: true,
    };
    await append(stack, id, { type: 'SecurityPolicySet', data });
    await stack.caughtUp();
  });

  it('has no file before somebody else has approved', async () => {
    const { body } = await ask({ format: 'csv' });
    await stack.caughtUp();

    expect(await look(body.id)).toMatchObject({ status: 'waiting' });
    expect(await file(body.id)).toMatchObject({ status: 409, body: { code: 'export-not-ready' } });
    expect(await ada.post(exportsOf(`/${body.id}/approve`))).toMatchObject({
      status: 403,
      body: { code: 'own-export' },
    });
    expect((await viewer.post(exportsOf(`/${body.id}/approve`))).status).toBe(403);
    expect(await stack.query('select from app.export_file where export_id = $1', [body.id])).toEqual([]);

    expect((await grace.post(exportsOf(`/${body.id}/approve`))).status).toBe(200);
    await until(body.id, 'ready');
    const { manifest } = verifyCsv(Buffer.from((await file(body.id)).body as unknown as string));
    expect(manifest).toMatchObject({ 'approved-by': grace.id });
  });

  it('has none at all of what was rejected', async () => {
    const { body } = await ask({ format: 'csv' });
    expect((await grace.post(exportsOf(`/${body.id}/reject`))).status).toBe(200);
    await until(body.id, 'rejected');

    expect((await file(body.id)).status).toBe(409);
    expect(await grace.post(exportsOf(`/${body.id}/approve`))).toMatchObject({
      body: { code: 'export-decided' },
    });
  });

  it('refuses the export that asks nobody, and says what to do', async () => {
    const refused = await ada.get(`/api/teams/${id}/audit/export`);

    expect(refused).toMatchObject({ status: 403, body: { code: 'export-needs-approval' } });
    expect(refused.body.hint).toContain('audit/exports');
  });

  it('is not another team', async () => {
    const { body } = await ask({ format: 'csv' });
    const other = await grace.team('Other');

    for (const path of [`/${body.id}/approve`, `/${body.id}/reject`])
      expect((await grace.post(`/api/teams/${other}/audit/exports${path}`)).status).toBe(404);
    expect((await grace.get(`/api/teams/${other}/audit/exports/${body.id}/file`)).status).toBe(404);
  });
});
