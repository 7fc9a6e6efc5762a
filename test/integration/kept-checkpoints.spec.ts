import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Health } from '@pgai/contracts/health.js';
import { createPool } from '@pgai/db/pool.js';
import { openCheckpoint } from '@pgai/ledger/signed-checkpoint.js';
import { ledgerSigner } from '@pgai/ledger/signing-key.js';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditLedger } from '../../apps/projector/src/audit/audit-ledger.projection.js';
import { targetOf } from '../../apps/projector/src/checkpoints/target-of.js';
import { keepCheckpoints } from '../../apps/projector/src/jobs/keep-checkpoints.job.js';
import { rebuild } from '../../apps/projector/src/rebuild.js';
import { masterKey, type Stack, startStack } from '../support/app.ts';
import type { Person } from '../support/person.ts';
import { keys, startS3 } from '../support/s3-server.ts';

let stack: Stack;
let ada: Person;
let id: string;
let pool: ReturnType<typeof createPool>;
const folder = mkdtempSync(join(tmpdir(), 'pgai-kept-'));
const signer = ledgerSigner(Buffer.from(masterKey, 'hex'), new URL('http://pgai.test'));
beforeAll(async () => {
  stack = await startStack();
  pool = createPool(stack.environment.DATABASE_URL);
  ada = await stack.person('Ada');
  id = await ada.team('Meridian');
  await stack.caughtUp();
});
afterAll(async () => {
  await pool.end();
  rmSync(folder, { recursive: true });
  await stack.stop();
});

const keep = async (...addresses: string[]) => {
  await stack.query("update app.checkpoint_target set kept_at = now() - interval '1 hour'");
  await keepCheckpoints({
    pool,
    signer,
    targets: addresses.map(targetOf),
    logger: pino({ level: 'silent' }),
  });
};
const rename = async (name: string) => {
  await ada.post(`/api/teams/${id}/rename`, { name });
  await stack.caughtUp();
};
const health = async () => (await stack.stranger().get('/api/health')).body as unknown as Health;

describe('a directory', () => {
  const address = `file://${folder}`;

  it('gets each checkpoint once, signed, and the next one when there is more', async () => {
    await keep(address);
    await keep(address);
    await rename('Meridian Logistics');
    await keep(address);

    const names = readdirSync(folder).sort();
    const [first, second] = names.map((name) =>
      openCheckpoint(readFileSync(join(folder, name), 'utf8'), signer.verifier),
    );
    expect(names).toHaveLength(2);
    expect(second!.size).toBe(first!.size + 1);
    expect(await health()).toMatchObject({
      status: 'up',
      checkpoints: [{ target: address, kept_size: String(second!.size), compared: 1, failure: null }],
    });
  });

  it('is not asked again before it is due', async () => {
    await rename('Meridian Freight');
    await keepCheckpoints({ pool, signer, targets: [targetOf(address)], logger: pino({ level: 'silent' }) });

    expect(readdirSync(folder)).toHaveLength(2);
  });

  it('with a copy that was changed is found', async () => {
    const path = join(folder, readdirSync(folder).sort()[0]!);
    const note = readFileSync(path, 'utf8');
    chmodSync(path, 0o644);
    writeFileSync(path, note.replace(/^(\S+)\n\d+/, '$1\n1'));

    await keep(address);

    expect((await health()).checkpoints[0]!.failure).toMatch(/copy is not ours/);
    writeFileSync(path, note);
    await keep(address);
    expect((await health()).checkpoints[0]!.failure).toBeNull();
  });
});

describe('S3', () => {
  it('gets each checkpoint once, signed by Signature Version 4, and is compared', async () => {
    const s3 = await startS3();
    Object.assign(process.env, { AWS_ACCESS_KEY_ID: keys.id, AWS_SECRET_ACCESS_KEY: keys.secret });
    const address = `s3://compliance-worm/pgai?region=eu-central-1&endpoint=${encodeURIComponent(s3.url)}`;
    await keep(address);
    await rename('In S3');
    await keep(address);

    expect([...s3.objects.keys()].sort()).toEqual([
      expect.stringMatching(/^\/compliance-worm\/pgai\/checkpoint-\d{15}\.txt$/),
      expect.stringMatching(/^\/compliance-worm\/pgai\/checkpoint-\d{15}\.txt$/),
    ]);
    expect((await health()).checkpoints).toMatchObject([
      { target: 's3://compliance-worm/pgai', compared: 1, failure: null },
    ]);

    process.env.AWS_SECRET_ACCESS_KEY = 'another';
    await keep(address);
    expect((await health()).checkpoints[0]!.failure).toBe('S3 answered 403 SignatureDoesNotMatch');
    await s3.stop();
  });
});

describe('a webhook', () => {
  it('is called until it takes the checkpoint, and what it says is seen', async () => {
    const heard: { name: unknown; note: string }[] = [];
    let status = 500;
    const server = createServer(async (request, response) => {
      heard.push({ name: request.headers['idempotency-key'], note: await text(request) });
      response.writeHead(status).end();
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const { port } = server.address() as AddressInfo;
    const address = `http://127.0.0.1:${port}/hooks/s3cr3t`;

    await keep(address);
    const failed = await health();
    status = 204;
    await keep(address);

    expect(failed).toMatchObject({
      status: 'degraded',
      checks: { checkpoints: { status: 'down', detail: expect.stringContaining('It answered 500.') } },
    });
    expect(JSON.stringify(failed)).not.toContain('s3cr3t');
    expect((await health()).checkpoints).toMatchObject([{ failure: null, compared: null }]);
    expect(heard[1]).toEqual(heard[0]);
    expect(openCheckpoint(heard[0]!.note, signer.verifier).size).toBeGreaterThan(1);
    await new Promise((closed) => server.close(closed).closeAllConnections());
  });

  it.each(['ftp://x', 'http://example.com/hook', 'https://user:password@example.com', 'nothing'])(
    'cannot be %s',
    (address) => expect(() => targetOf(address)).toThrow(/none of|https|Credentials|no address/),
  );
});

describe('a log that is rewritten', () => {
  it('and the ledger with it, no longer matches what is kept outside', async () => {
    const address = `file://${folder}`;
    await keep(address);
    expect((await health()).checkpoints[0]!.failure).toBeNull();
    await stack.query(
      `update node.events set data = convert_to('{"name":"Forged"}', 'UTF8')
       where type = 'TeamRenamed' and position = (select min(position) from node.events where type = 'TeamRenamed')`,
    );
    const { databaseUrl, store, open } = {
      databaseUrl: stack.environment.DATABASE_URL,
      store: stack.store,
      open: async () => null,
    };
    await rebuild(auditLedger, { databaseUrl, store, open });
    expect((await ada.get(`/api/teams/${id}/audit/verify`)).body).toMatchObject({ verified: true });

    await keep(address);

    expect((await health()).checkpoints[0]!.failure).toMatch(/are not those of the checkpoint that is kept/);
  });
});
