import { once } from 'node:events';
import net from 'node:net';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createDatabase } from '../../test/support/database.ts';
import { collect, connect, someEvents } from './testing/client.js';
import { NodeProcess } from './testing/node-process.js';

let database: Awaited<ReturnType<typeof createDatabase>>;
beforeAll(async () => {
  database = await createDatabase();
});
afterAll(() => database.drop());

const started: NodeProcess[] = [];
const start = (env: Record<string, string> = {}) => {
  const node = new NodeProcess({ DATABASE_URL: database.url, ...env });
  started.push(node);
  return node;
};
afterEach(() => Promise.all(started.splice(0).map((node) => node.kill('SIGKILL'))));

describe('a node process', () => {
  it('tells its parent and its log when it listens', async () => {
    const node = start();
    const port = await node.ready();
    await node.kill('SIGTERM');
    expect(JSON.parse(node.output.stdout)).toEqual({ level: 'info', msg: 'event store node ready', port });
  });

  it.each([
    ['SIGTERM', (node: NodeProcess) => node.kill('SIGTERM')],
    ['SIGINT', (node: NodeProcess) => node.kill('SIGINT')],
    ['the loss of its parent', (node: NodeProcess) => node.disconnect()],
  ])('ends with 0 soon after %s, and ends the calls of its clients', async (_, stop) => {
    const node = start();
    const client = connect(await node.ready());
    await client.appendToStream('open', someEvents(1));
    const subscription = client.subscribeToAll();
    await once(subscription, 'caughtUp');
    const ended = once(subscription, 'error').then(([error]) => error.type);

    const before = Date.now();
    expect(await stop(node)).toEqual({ code: 0, signal: null });
    expect(Date.now() - before).toBeLessThan(1_500);
    expect(['unavailable', 'cancelled']).toContain(await ended);
    expect(node.output.stderr).toBe('');
    await client.dispose();
  });

  it('keeps what was written for its successor', async () => {
    const first = start();
    let client = connect(await first.ready());
    await client.appendToStream('kept', someEvents(3), { expectedRevision: 'no_stream' });
    await client.dispose();
    await first.kill('SIGTERM');

    client = connect(await start().ready());
    expect(await collect(client.readStream('kept'))).toHaveLength(3);
    await client.dispose();
  });
});

describe('there is one writer', () => {
  it('a second node says why it cannot be', async () => {
    await start().ready();
    const second = start();
    expect(await second.exited).toMatchObject({ code: 1 });
    expect(second.output.stderr).toBe(
      'Another event store node writes to this database; stop it first, there can be only one.\n',
    );
  });

  it('a successor waits a moment for one that was just killed', async () => {
    const first = start();
    await first.ready();
    const successor = start();
    await until('select 1 from pg_stat_activity where application_name = $1 having count(*) = 2');
    await first.kill('SIGKILL');
    expect(await successor.ready()).toBeGreaterThan(0);
  });

  it('a node that loses its writing session ends, to be started anew', async () => {
    const node = start();
    const client = connect(await node.ready());
    await client.appendToStream('written', someEvents(1));
    await until('select pg_terminate_backend(pid) from pg_stat_activity where application_name = $1');
    expect(await node.exited).toMatchObject({ code: 1 });
    expect(node.output.stderr).toMatch(/^The event store node lost its database and ends.*\n$/);
    await expect(client.appendToStream('written', someEvents(1))).rejects.toBeDefined();
    await client.dispose();
  });
});

describe('a wrong start is one sentence', () => {
  it.each([
    [{ DATABASE_URL: '' }, /^DATABASE_URL is not set/],
    [{ DATABASE_URL: 'mysql://x' }, /^DATABASE_URL is not a URL that begins with postgres/],
    [{ DATABASE_URL: 'postgres://pgai@127.0.0.1:1/x' }, /^Cannot connect to PostgreSQL: .*ECONNREFUSED/],
    [{ EVENT_NODE_PORT: '70000' }, /^EVENT_NODE_PORT is "70000"/],
    [{ EVENT_NODE_PORT: 'many' }, /^EVENT_NODE_PORT is "many"/],
    [{ EVENT_NODE_HOST: '' }, /^EVENT_NODE_HOST is empty/],
  ])('%j', async (env, sentence) => {
    const node = start(env);
    expect(await node.exited).toMatchObject({ code: 1 });
    expect(node.output.stderr).toMatch(sentence);
    expect(node.output.stderr.trim().split('\n')).toHaveLength(1);
  });

  it('also for a port that is taken', async () => {
    const taken = net.createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as net.AddressInfo;
    const node = start({ EVENT_NODE_PORT: String(port) });
    expect(await node.exited).toMatchObject({ code: 1 });
    expect(node.output.stderr).toBe(`Port ${port} on 127.0.0.1 is in use by another program.\n`);
    taken.close();
  });
});

/** Asks about this database's writers until there is an answer. */
async function until(sql: string) {
  const client = new pg.Client(database.url);
  await client.connect();
  const here = `${sql.replace('having', 'and datname = current_database() having')}${sql.includes('having') ? '' : ' and datname = current_database()'}`;
  while ((await client.query(here, ['event store node: writer'])).rowCount === 0);
  await client.end();
}
