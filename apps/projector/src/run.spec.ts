import { randomBytes, randomUUID } from 'node:crypto';
import { createPool } from '@pgai/db/pool.js';
import { sql } from 'kysely';
import type pg from 'pg';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startEventLog } from '../../../test/support/event-log.ts';
import { type Projection, readModels } from './projection.js';
import { startProjector } from './projector.js';
import { rebuild } from './rebuild.js';

type Projector = Awaited<ReturnType<typeof startProjector>>;

const query = (text: ReturnType<typeof sql>) => ({ compile: () => text.compile(readModels) });

/** Counts: an event applied twice or skipped shows in the figure. */
const counting = (name: string, more: Projection['on'] = {}): Projection => ({
  name,
  tables: ['counted'] as unknown as Projection['tables'],
  notifies: false,
  on: {
    Counted: (_db, { subject }) =>
      query(sql`insert into counted (subject, times) values (${subject}, 1)
        on conflict (subject) do update set times = counted.times + 1`),
    ...more,
  },
});
const counted = { type: 'Counted', data: {} };

describe('following the log', () => {
  let log: Awaited<ReturnType<typeof startEventLog>>;
  let pool: pg.Pool;
  const running: Projector[] = [];
  beforeEach(async () => {
    leaders.length = 0;
    log = await startEventLog();
    pool = createPool(log.databaseUrl);
    await pool.query('create table read.counted (subject text primary key, times integer not null)');
  });
  afterEach(async () => {
    await Promise.all(running.splice(0).map((projector) => projector.stop()));
    await pool.end();
    await log.stop();
  });

  const leaders: string[] = [];
  const logger = pino(
    {},
    { write: (line) => void (JSON.parse(line).msg === 'leading' && leaders.push(line)) },
  );
  const start = async (...followers: Projection[]) => {
    const projector = await startProjector({
      databaseUrl: log.databaseUrl,
      store: log.store,
      masterKey: randomBytes(32),
      logger,
      followers,
    });
    running.push(projector);
    return projector;
  };
  const stop = async (projector: Projector) => {
    running.splice(running.indexOf(projector), 1);
    await projector.stop();
  };
  const times = async () => {
    const { rows } = await pool.query('select coalesce(sum(times), 0)::integer as n from read.counted');
    return rows[0].n;
  };
  const checkpoint = async (name: string) => {
    const { rows } = await pool.query('select * from read.checkpoint where projection = $1', [name]);
    return rows[0];
  };
  const many = (count: number) => Array.from({ length: count }, () => counted);

  it('goes on where it stopped', async () => {
    await log.given('thing-1', ...many(700));
    const first = await start(counting('things'));
    await stop(first);
    const head = await log.given('thing-2', ...many(30));

    const second = await start(counting('things'));
    await second.caughtUp(head);

    expect(await times()).toBe(730);
    expect(BigInt((await checkpoint('things')).position)).toBe(head);
  });

  it('keeps its checkpoint when nothing that concerns it happens', async () => {
    const projector = await start(counting('things'));
    const relevant = await log.given('thing-1', counted);
    const head = await log.given('thing-1', { type: 'SomethingNew', data: {} });
    await projector.caughtUp(head);

    expect(BigInt((await checkpoint('things')).position)).toBe(relevant);
  });

  it('applies each event once with two projectors at once, also when the leader is cut off', async () => {
    const projectors = await Promise.all([start(counting('things')), start(counting('things'))]);
    let head = 0n;
    let cutOff = 0;
    for (let round = 0; round < 5; round++) {
      head = await log.given(`thing-${round}`, ...many(300));
      const { rowCount } = await pool.query(
        `select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and granted and objsubid = 1
         and pid in (select pid from pg_stat_activity where application_name = 'pgai projector things')
         and database = (select oid from pg_database where datname = current_database())`,
      );
      expect(rowCount).toBeLessThanOrEqual(1);
      cutOff += rowCount ?? 0;
      await Promise.race(projectors.map((projector) => projector.caughtUp(head)));
    }

    expect(cutOff).toBeGreaterThan(2);
    expect(await times()).toBe(1_500);
    expect(BigInt((await checkpoint('things')).position)).toBe(head);
  });

  it('is taken over when the leader stops', async () => {
    const leader = await start(counting('things'));
    const other = await start(counting('things'));
    expect(leaders).toHaveLength(1);
    await stop(leader);

    await other.caughtUp(await log.given('thing-1', counted));

    expect(await times()).toBe(1);
  });

  it('obeys the checkpoint when somebody else has moved it', async () => {
    const projector = await start(counting('things'));
    await projector.caughtUp(await log.given('thing-1', ...many(3)));
    await pool.query('update read.checkpoint set position = 0');
    await pool.query('delete from read.counted');

    await projector.caughtUp(await log.given('thing-1', counted));

    expect(await times()).toBe(4);
  });

  describe('an event that cannot be applied', () => {
    const poison = { type: 'Poison', data: {} };
    const failing = [
      ['whose query fails', () => query(sql`insert into counted (subject, times) values ('x', null)`)],
      [
        'whose handler throws',
        () => {
          throw new Error('no idea what this means');
        },
      ],
    ] as const;

    it.each(failing)('%s stops its projection at that very event, and no other', async (_, handler) => {
      const before = await log.given('thing-1', ...many(10));
      const head = await log.given('thing-1', poison, ...many(10));
      const projector = await start(
        { ...counting('brittle', { Poison: handler }), tables: [] },
        { ...counting('sturdy'), on: { Counted: () => [] } },
      );

      await expect(projector.caughtUp(head)).rejects.toThrow();

      const failed = await checkpoint('brittle');
      expect(await times()).toBe(10);
      expect(BigInt(failed.position)).toBe(before);
      expect(BigInt(failed.failed_position)).toBe(before + 1n);
      expect(failed.failure).toMatch(/^Poison /);
      expect(BigInt((await checkpoint('sturdy')).position)).toBe(head);
    });

    it('holds up nobody once it is understood: a rebuild clears the failure and the projector goes on', async () => {
      let understood = false;
      const learning = counting('things', {
        Poison: () => {
          if (!understood) throw new Error('no idea what this means');
          return [];
        },
      });
      await log.given('thing-1', counted, poison, counted);
      const projector = await start(learning);
      expect((await checkpoint('things')).failure).toMatch(/no idea/);

      understood = true;
      const open = async () => null;
      await rebuild(learning, { databaseUrl: log.databaseUrl, store: log.store, open });
      const head = await log.given('thing-1', counted);
      await expect.poll(async () => BigInt((await checkpoint('things')).position)).toBe(head);
      await projector.caughtUp(head);

      expect(await times()).toBe(3);
      expect(await checkpoint('things')).toMatchObject({ failure: null, failed_position: null });
    });

    it('is tried again by the next start', async () => {
      const head = await log.given('thing-1', counted, poison, counted);
      const unable = counting('things', {
        Poison: () => {
          throw new Error('no idea what this means');
        },
      });
      await stop(await start(unable));

      const able = await start(counting('things', { Poison: () => [] }));
      await able.caughtUp(head);

      expect(await times()).toBe(2);
      expect(await checkpoint('things')).toMatchObject({ failure: null });
    });
  });

  it('rebuilds while the projector goes on', async () => {
    const things = counting('things');
    await log.given('thing-1', ...many(500));
    const projector = await start(things);
    const id = randomUUID();
    const writing = (async () => {
      for (let n = 0; n < 40; n++) await log.given(`thing-${id}`, counted);
    })();

    for (let n = 0; n < 3; n++)
      await rebuild(things, { databaseUrl: log.databaseUrl, store: log.store, open: async () => null });
    await writing;
    await projector.caughtUp(await log.store.head());

    expect(await times()).toBe(540);
  });

  it('survives a restart of the event node', async () => {
    const projector = await start(counting('things'));
    await log.given('thing-1', ...many(20));
    await log.restartNode();

    await projector.caughtUp(await log.given('thing-1', ...many(20)));

    expect(await times()).toBe(40);
  });
});
