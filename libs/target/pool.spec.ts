import { afterEach, describe, expect, it } from 'vitest';
import { NetworkGuard } from './guard.js';
import { TargetPool } from './pool.js';
import { TargetPools } from './pools.js';
import type { Target } from './target.js';
import { hostileServer, letIn } from './testing/hostile-server.js';

let close: () => void = () => undefined;
afterEach(() => close());

/** Lets everybody in, and counts them. */
async function friendly() {
  const count = { sessions: 0 };
  const server = await hostileServer((socket, said) => {
    if (!said.includes('user\0')) return;
    count.sessions++;
    socket.write(letIn);
  });
  close = server.close;
  return { ...server, count };
}
const target = (port: number, host = '127.0.0.1'): Target => ({
  host,
  port,
  database: 'shop',
  username: 'ada',
  password: 'secret',
  sslMode: 'prefer',
});
const guard = new NetworkGuard(true);
const size = { min: 0, max: 2 };

/** Work that lasts until somebody says so. */
function held() {
  let release = () => {};
  const until = new Promise<void>((done) => {
    release = done;
  });
  return { until, release };
}

describe('a pool', () => {
  it('opens no more than its size, hands sessions on in order, and shows its figures', async () => {
    const { port, count } = await friendly();
    const pool = new TargetPool(target(port), guard, size);
    const work = held();
    const order: number[] = [];
    const busy = [1, 2].map(() => pool.with(() => work.until));
    await expect.poll(() => count.sessions).toBe(2);
    const waiting = [3, 4].map((n) => pool.with(async () => void order.push(n)));

    expect(pool.figures).toEqual({ active: 2, idle: 0, waiting: 2, max: 2 });
    work.release();
    await Promise.all([...busy, ...waiting]);

    expect(order).toEqual([3, 4]);
    expect(count.sessions).toBe(2);
    expect(pool.figures).toEqual({ active: 0, idle: 2, waiting: 0, max: 2 });
    pool.close();
    expect(pool.figures).toMatchObject({ active: 0, idle: 0 });
  });

  it('after a failure knocks no more until its pause is over, which grows', async () => {
    let asked = 0;
    const away = new NetworkGuard(true, async () => {
      asked++;
      throw Object.assign(new Error('gone'), { code: 'ENOTFOUND' });
    });
    const pool = new TargetPool(target(1, 'db.example.com'), away, size, undefined, () => 1);
    const knock = (options = {}) => pool.with(async () => 'in', options).catch(({ code }) => code);

    expect([await knock(), await knock(), await knock()]).toEqual(Array(3).fill('host-not-found'));
    expect(asked).toBe(1);
    await knock({ knock: true }); // the health check looks whatever was before
    expect(asked).toBe(2);
    const second = Date.now();
    await expect.poll(async () => (await knock()) && asked, { timeout: 5_000, interval: 20 }).toBe(3);
    expect(Date.now() - second).toBeGreaterThanOrEqual(480);
  });

  it('replaces a session that was cut, and who waited for it is served', async () => {
    const { port, count } = await friendly();
    const pool = new TargetPool(target(port), guard, { min: 0, max: 1 });
    const work = held();
    const first = pool.with(async ({ dialled }) => {
      await work.until;
      dialled.socket.destroy();
    });
    await expect.poll(() => count.sessions).toBe(1);
    const second = pool.with(async () => 'served');

    work.release();

    await first;
    expect(await second).toBe('served');
    expect(count.sessions).toBe(2);
    pool.close();
  });
});

it('a new version of a connection has a new pool, and the old one ends', async () => {
  const { port, count } = await friendly();
  const ended: string[] = [];
  const pools = new TargetPools(guard, (id) => ended.push(id));
  let opened = 0;
  const open = async () => {
    opened++;
    return { target: target(port), size };
  };

  const [one, same] = await Promise.all([pools.of('a', '1', open), pools.of('a', '1', open)]);
  await one.with(async () => undefined);
  const other = await pools.of('a', '2', open);
  await other.with(async () => undefined);

  expect(same).toBe(one);
  expect(opened).toBe(2);
  expect(count.sessions).toBe(2);
  expect(one.figures).toMatchObject({ active: 0, idle: 0 });
  await expect(one.with(async () => undefined)).rejects.toMatchObject({ code: 'connection-lost' });
  pools.close();
  expect(ended).toEqual(['a']);
});
