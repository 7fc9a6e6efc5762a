import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createDatabase } from '../../test/support/database.ts';
import { metadata as metadataOf } from '../../test/support/event-log.ts';
import { startEventNode } from '../../test/support/event-node.ts';
import { caughtUp, EventStore } from './event-store.js';

const metadata = metadataOf();

describe('when the node is killed and comes back on the same port', () => {
  let database: Awaited<ReturnType<typeof createDatabase>>;
  let node: Awaited<ReturnType<typeof startEventNode>>;
  let store: EventStore;
  beforeEach(async () => {
    database = await createDatabase();
    node = await startEventNode(database.url);
    store = new EventStore(node.url);
  });
  afterEach(async () => {
    await store.dispose();
    await node.stop();
    await database.drop();
  });

  const restart = async () => {
    await node.kill();
    node = await startEventNode(database.url, node.port);
  };

  it('appends under way end with exactly one effect, and a subscription neither skips nor repeats', async () => {
    const writers = 160;
    const each = 5;
    const done = new AbortController();
    const seen: bigint[] = [];
    const subscriber = (async () => {
      for await (const item of store.subscribe(undefined, { signal: done.signal })) {
        if (item === caughtUp) continue;
        seen.push(item.position);
        if (seen.length === writers * each) done.abort();
      }
    })();

    const large = 'x'.repeat(20_000); // many and large: some are on their way when the node dies
    let appended = 0;
    const kills = [writers + 1, writers * 2 + 1];
    const write = async () => {
      const stream = `outage-${randomUUID()}`;
      for (let n = 0n; n < each; n++) {
        const event = { type: 'Counted', data: { n: Number(n), large } };
        expect(await store.append(stream, [event], n - 1n, metadata, [randomUUID()])).toBe(n);
        if (++appended === kills[0]) kills.shift() && (await restart());
      }
    };
    await Promise.all(Array.from({ length: writers }, write));
    await subscriber;

    const log = (await Array.fromAsync(store.readAll())).map(({ position }) => position);
    expect(log).toHaveLength(writers * each);
    expect(seen).toEqual(log);
  });

  it('a read that meets the outage is repeated', async () => {
    const stream = `outage-${randomUUID()}`;
    await store.append(stream, [{ type: 'Counted', data: { n: 0 } }], -1n, metadata, [randomUUID()]);
    await node.kill();

    const reading = store.read(stream);
    node = await startEventNode(database.url, node.port);

    expect(await reading).toHaveLength(1);
  });

  it('the health probe fails at once while it is away', async () => {
    await store.ready();
    await node.kill();

    await expect(store.ready()).rejects.toThrow();

    node = await startEventNode(database.url, node.port);
  });
});

describe('when a connection falls silent', () => {
  it('everything is asked again on a new one, with one effect', async () => {
    const database = await createDatabase();
    const node = await startEventNode(database.url);
    const road = await startRoad(node.port);
    const store = new EventStore(`esdb://127.0.0.1:${road.port}?tls=false`);
    const done = new AbortController();
    const events = store.subscribe(undefined, { signal: done.signal });
    expect((await events.next()).value).toBe(caughtUp);
    const stream = `outage-${randomUUID()}`;
    const counted = { type: 'Counted', data: { n: 0 } };
    for (let n = 0; n < 10; n++) {
      const many = Array.from({ length: 500 }, () => counted);
      await store.append(
        `history-${n}`,
        many,
        -1n,
        metadata,
        many.map(() => randomUUID()),
      );
    }
    const log = store.readAll();
    await log.next();
    for (let n = 0; n < 5_000; n++) await events.next();
    road.silence();

    expect(await store.append(stream, [counted], -1n, metadata, [randomUUID()])).toBe(0n);

    expect(await store.read(stream)).toHaveLength(1);
    let next = await events.next();
    while (next.value === caughtUp) next = await events.next();
    expect(next.value).toMatchObject({ stream, revision: 0n });
    expect((await Array.fromAsync(log)).length).toBe(5_000);

    done.abort();
    await store.dispose();
    road.close();
    await node.stop();
    await database.drop();
  });
});

/** A way to the node on which all connections of the moment can be made to lose everything sent, without an error. */
async function startRoad(to: number) {
  const sockets: Socket[] = [];
  const server = createServer((from) => {
    const onward = connect(to, '127.0.0.1');
    sockets.push(from, onward);
    from
      .on('error', () => undefined)
      .pipe(onward.on('error', () => undefined))
      .pipe(from);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    silence: () => {
      for (const socket of sockets) socket.unpipe().pause();
    },
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
