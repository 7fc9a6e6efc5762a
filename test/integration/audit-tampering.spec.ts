import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AuditVerdict } from '@pgai/contracts/audit.js';
import { type ExportedEntry, entryLine, verifyExport } from '@pgai/ledger/export.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Stack, startStack } from '../support/app.ts';
import type { Person } from '../support/person.ts';

let stack: Stack;
let ada: Person;
let id: string;
let positions: string[];
let exported: string[];
let publicKey: string;
beforeAll(async () => {
  stack = await startStack();
  ada = await stack.person('Ada');
  id = await ada.team('Meridian');
  const other = await ada.team('Other');
  for (let n = 0; n < 12; n++)
    for (const team of [id, other]) await ada.post(`/api/teams/${team}/rename`, { name: `Name ${n}` });
  await stack.caughtUp();
  await stack.query('create table saved_log as select * from node.events');
  await stack.query('create table saved_ledger as select * from read.ledger_entry');
  const rows = await stack.query('select position from read.ledger_entry order by position');
  positions = rows.map(({ position }) => position);
  const file = (await ada.get(`/api/teams/${id}/audit/export`)).body as unknown as string;
  exported = file.trimEnd().split('\n');
  publicKey = JSON.parse(exported[0]!).public_key;
});
afterAll(() => stack.stop());

/** The same numbers in every run (mulberry32). */
let seed = 20261120;
function below(limit: number) {
  seed = (seed + 0x6d2b79f5) | 0;
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) % limit;
}
const oneOf = <T>(list: readonly T[]) => list[below(list.length)] as T;
/** Two different places, the earlier first. */
function twoOf(length: number) {
  const first = below(length - 1);
  return [first, first + 1 + below(length - 1 - first)] as const;
}

const verdict = async () => (await ada.get(`/api/teams/${id}/audit/verify`)).body as unknown as AuditVerdict;

/** Every row of the table comes from a copy of it but for what the tampering does; afterwards all is as before. */
async function tamper(table: string, saved: string, statement: string, values: unknown[]) {
  await stack.query(statement, values);
  const { verified, difference } = await verdict();
  await stack.query(`with gone as (delete from ${table} returning 1) select count(*) from gone`);
  await stack.query(`insert into ${table} select * from ${saved}`);
  return { verified, at: difference?.position };
}

const forged = (column: string) =>
  `${column} = convert_to((convert_from(${column}, 'UTF8')::jsonb || '{"forged": true}')::text, 'UTF8')`;

const logEdits = [
  forged('data'),
  forged('meta'),
  `meta = convert_to(jsonb_set(convert_from(meta, 'UTF8')::jsonb, '{actor,id}', '"eve"')::text, 'UTF8')`,
  `type = type || 'X'`,
  `stream = stream || 'x'`,
  `revision = revision + 1000`,
  'id = gen_random_uuid()',
];

const ledgerEdits = [
  `data = '{"forged": true}'`,
  `metadata = '{"actor": {"kind": "user", "id": "eve"}}'`,
  `actor_id = 'eve'`,
  `actor_kind = 'system'`,
  `action = 'Nothing'`,
  `team_id = gen_random_uuid()::text`,
  `resource_type = 'thing'`,
  `resource_id = 'x'`,
  `correlation_id = 'x'`,
  `at = at + interval '1 ms'`,
  `stream = 'team-x'`,
  `revision = revision + 1`,
  `event_id = gen_random_uuid()`,
  `position = position + 1000000`,
  `leaf_index = leaf_index + 1000000`,
  `subtrees[1] = set_byte(subtrees[1], 3, get_byte(subtrees[1], 3) # 1)`,
  `subtrees[cardinality(subtrees)] = sha256('x')`,
  `subtrees = subtrees || sha256('x')`,
];

const kinds = ['edit', 'edit', 'delete', 'swap', 'truncate'] as const;

describe('a stored event', () => {
  it('that was edited, deleted, swapped or cut off is found and located, 300 times', async () => {
    for (let n = 0; n < 300; n++) {
      const kind = oneOf(kinds);
      const [first, second] = twoOf(positions.length).map((at) => positions[at]!) as [string, string];
      const [statement, values] = {
        edit: [`update node.events set ${oneOf(logEdits)} where position = $1`, [first]],
        delete: ['delete from node.events where position = $1', [first]],
        swap: [
          `with two as (delete from node.events where position in ($1, $2) returning 1) select count(*) from two`,
          [first, second],
        ],
        truncate: ['delete from node.events where position >= $1', [first]],
      }[kind] as [string, unknown[]];
      if (kind === 'swap') {
        await stack.query(statement, values);
        const swapped = `insert into node.events
          select $1::bigint + $2::bigint - position, stream, revision, id, type, json, data, meta, created
          from saved_log where position in ($1, $2)`;
        expect(await tamper('node.events', 'saved_log', swapped, values)).toEqual({
          verified: false,
          at: first,
        });
      } else {
        expect(await tamper('node.events', 'saved_log', statement, values)).toEqual({
          verified: false,
          at: first,
        });
      }
    }
    expect(await verdict()).toMatchObject({ verified: true, entries: positions.length });
  }, 120_000);
});

describe('a row of the ledger', () => {
  it('that was edited, deleted, swapped or cut off is found and located, 300 times', async () => {
    for (let n = 0; n < 300; n++) {
      const [first, second] = twoOf(positions.length).map((at) => positions[at]!) as [string, string];
      const [statement, values] = {
        edit: [`update read.ledger_entry set ${oneOf(ledgerEdits)} where position = $1`, [first]],
        delete: ['delete from read.ledger_entry where position = $1', [first]],
        swap: [
          `update read.ledger_entry e set event_id = o.event_id, data = o.data, metadata = o.metadata
           from saved_ledger o where e.position in ($1, $2) and o.position = $1::bigint + $2::bigint - e.position`,
          [first, second],
        ],
        truncate: ['delete from read.ledger_entry where position >= $1', [first]],
      }[oneOf(kinds)] as [string, unknown[]];

      expect(await tamper('read.ledger_entry', 'saved_ledger', statement, values)).toEqual({
        verified: false,
        at: first,
      });
    }
    expect(await verdict()).toMatchObject({ verified: true, entries: positions.length });
  }, 120_000);
});

describe('an export', () => {
  /** Another text in one of its fields, the line otherwise as it was. */
  function edited(line: string) {
    const entry: ExportedEntry = JSON.parse(line);
    const other: Partial<ExportedEntry> = oneOf([
      { position: String(BigInt(entry.position) + 1n) },
      { stream: `${entry.stream}x` },
      { revision: entry.revision + 1 },
      { id: entry.id.replace(/^./, entry.id.startsWith('0') ? '1' : '0') },
      { type: 'Nothing' },
      { data: { forged: true } },
      { metadata: { ...(entry.metadata as object), at: '2020-01-01T00:00:00.000Z' } },
      { proof: entry.proof.toSpliced(below(entry.proof.length), 1) },
      { proof: entry.proof.toReversed() },
    ]);
    return entryLine({ ...entry, ...other });
  }

  it('proves every entry of the team', () => {
    const { proven, failure } = verifyExport(exported, publicKey);

    expect({ proven, failure }).toEqual({ proven: 14, failure: undefined });
    expect(exported).toHaveLength(15);
  });

  it('that was edited, deleted, swapped or cut off is found, and the line, 1,000 times', () => {
    for (let n = 0; n < 1000; n++) {
      const [first, second] = twoOf(exported.length);
      const line = exported[first]!;
      const character = below(line.length);
      const lines = {
        edit: exported.with(
          first,
          first === 0 ? `${line.slice(0, character)}~${line.slice(character + 1)}` : edited(line),
        ),
        delete: exported.toSpliced(first, 1),
        swap: exported.with(first, exported[second]!).with(second, line),
        truncate: exported.slice(0, first),
      }[oneOf(kinds)];

      expect(verifyExport(lines, publicKey).failure?.line).toBe(first + 1);
    }
  });

  it('with a line more, or of another key, is found', () => {
    expect(verifyExport([...exported, exported[1]!], publicKey).failure?.line).toBe(exported.length + 1);
    expect(verifyExport(exported, publicKey.replace(/.$/, 'A')).failure?.line).toBe(1);
  });

  it('is checked by a program that needs the file and the public key alone', () => {
    const program = fileURLToPath(new URL('../../libs/ledger/dist/verify-export.main.js', import.meta.url));
    const folder = mkdtempSync(join(tmpdir(), 'pgai-export-'));
    const check = (lines: string[]) => {
      writeFileSync(join(folder, 'audit.jsonl'), `${lines.join('\n')}\n`);
      const args = [program, join(folder, 'audit.jsonl'), publicKey];
      return execFileSync(process.execPath, args, { encoding: 'utf8', env: {}, stdio: 'pipe' });
    };

    expect(check(exported)).toContain('Proven      14 entries');
    expect(() => check(exported.toSpliced(3, 1))).toThrow(/Does not fit: line 4/);
    rmSync(folder, { recursive: true });
  });
});
