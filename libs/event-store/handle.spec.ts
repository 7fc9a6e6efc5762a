import { randomUUID } from 'node:crypto';
import { DomainError } from '@pgai/domain/domain-error.js';
import { type TeamCommand, team } from '@pgai/domain/teams/team.js';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createDatabase } from '../../test/support/database.ts';
import { metadata } from '../../test/support/event-log.ts';
import { startEventNode } from '../../test/support/event-node.ts';
import { LostRace, StaleRevision } from './errors.js';
import { EventStore } from './event-store.js';
import { type Context, handle } from './handle.js';

const context = (more: Partial<Context> = {}): Context => ({
  commandId: randomUUID(),
  metadata: metadata(),
  ...more,
});
const create: TeamCommand = { type: 'CreateTeam', name: 'Meridian Freight', owner_id: 'ada' };
const rename = (name: string): TeamCommand => ({ type: 'RenameTeam', name, by: { kind: 'user', id: 'ada' } });

/** The same log, with a memory of its own. */
class EventStoreOfAnotherProcess extends EventStore {
  constructor(log: EventStore) {
    super('esdb://127.0.0.1:1?tls=false');
    this.read = (...args) => log.read(...args);
    this.append = (...args) => log.append(...args);
  }
}

describe('handling a command', () => {
  let store: EventStore;
  let stream: string;
  let stop: () => Promise<void>;
  beforeAll(async () => {
    const database = await createDatabase();
    const node = await startEventNode(database.url);
    store = new EventStore(process.env.EVENTSTORE_URL ?? node.url);
    stop = async () => {
      await store.dispose();
      await node.stop();
      await database.drop();
    };
  });
  afterAll(() => stop());
  beforeEach(async () => {
    stream = `team-${randomUUID()}`;
    await handle(store, team, stream, create, context());
  });
  const types = async () => (await store.read(stream)).map(({ type }) => type);

  it('appends what was decided', async () => {
    expect(await handle(store, team, stream, rename('B'), context())).toEqual({ revision: 2n });
    expect(await types()).toEqual(['TeamCreated', 'MemberJoined', 'TeamRenamed']);
  });

  it('answers the newest revision when nothing was decided', async () => {
    expect(await handle(store, team, stream, rename('Meridian Freight'), context())).toEqual({
      revision: 1n,
    });
  });

  it('appends nothing when refused', async () => {
    await expect(handle(store, team, stream, create, context())).rejects.toThrow(DomainError);
    expect(await types()).toHaveLength(2);
  });

  it('does the same command once, whatever happened since and whatever revision it was meant for', async () => {
    const once = context({ expectedRevision: 1n });
    await handle(store, team, stream, rename('B'), once);
    await handle(store, team, stream, rename('C'), context());

    expect(await handle(store, team, stream, rename('B'), once)).toEqual({ revision: 2n });
    expect(await types()).toHaveLength(4);
  });

  it('answers the last revision of a command of several events', async () => {
    const id = `team-${randomUUID()}`;
    const once = context();
    await handle(store, team, id, create, once);
    await handle(store, team, id, rename('B'), context());

    expect(await handle(store, team, id, create, once)).toEqual({ revision: 1n });
  });

  it('does the same command once when it comes five times at the same moment', async () => {
    const once = context();
    const receipts = await Promise.all(
      Array.from({ length: 5 }, () => handle(store, team, stream, rename('B'), once)),
    );

    expect(receipts).toEqual(Array.from({ length: 5 }, () => ({ revision: 2n })));
    expect(await types()).toHaveLength(3);
  });

  it('refuses a revision that is no longer the newest', async () => {
    await handle(store, team, stream, rename('B'), context());

    const stale = handle(store, team, stream, rename('C'), context({ expectedRevision: 1n }));

    await expect(stale).rejects.toMatchObject({ name: 'StaleRevision', expected: 1n, actual: 2n });
  });

  describe('for the first time', () => {
    const first = (more: Partial<Context> = {}) => context({ firstTry: true, ...more });
    const elsewhere = () => new EventStoreOfAnotherProcess(store);

    it('reads no stream it knows', async () => {
      await handle(store, team, stream, rename('B'), first());
      const unread = Object.create(store) as EventStore;
      unread.read = () => Promise.reject(new Error('read'));

      expect(await handle(unread, team, stream, rename('C'), first())).toEqual({ revision: 3n });
    });

    it('is decided again when another process has appended', async () => {
      await handle(elsewhere(), team, stream, rename('B'), context());

      expect(await handle(store, team, stream, rename('C'), first())).toEqual({ revision: 3n });
    });

    it('is not refused for a state that another process has changed', async () => {
      const grace = { type: 'RenameTeam', name: 'Of Grace', by: { kind: 'user', id: 'grace' } } as const;
      await expect(handle(store, team, stream, grace, first())).rejects.toMatchObject({
        code: 'team-not-found',
      });
      const add: TeamCommand = {
        type: 'AddMember',
        user_id: 'grace',
        role: 'admin',
        by: { kind: 'user', id: 'ada' },
      };
      await handle(elsewhere(), team, stream, add, context());

      expect(await handle(store, team, stream, grace, first())).toEqual({ revision: 3n });
    });

    it('finds that there is something to do after all', async () => {
      await handle(elsewhere(), team, stream, rename('B'), context());

      expect(await handle(store, team, stream, rename('Meridian Freight'), first())).toEqual({
        revision: 3n,
      });
    });

    it('accepts a revision that only another process has seen', async () => {
      await handle(elsewhere(), team, stream, rename('B'), context());

      const meant = first({ expectedRevision: 2n });
      expect(await handle(store, team, stream, rename('C'), meant)).toEqual({ revision: 3n });
    });
  });

  /** A decider that somebody else overtakes while it decides, the first so many times. */
  const overtaken = (times: number) => {
    let left = times;
    const interfering = Object.create(store) as EventStore;
    interfering.append = async (...args) => {
      if (left-- > 0) await handle(store, team, stream, rename(randomUUID()), context());
      return store.append(...args);
    };
    return interfering;
  };

  it('decides again when overtaken', async () => {
    expect(await handle(overtaken(2), team, stream, rename('B'), context())).toEqual({ revision: 4n });
  });

  it('gives up when overtaken three times', async () => {
    await expect(handle(overtaken(3), team, stream, rename('B'), context())).rejects.toThrow(LostRace);
  });

  it('does not decide again for a client who named the revision', async () => {
    const meant = context({ expectedRevision: 1n });
    await expect(handle(overtaken(1), team, stream, rename('B'), meant)).rejects.toThrow(StaleRevision);
  });
});
