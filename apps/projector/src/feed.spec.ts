import { describe, expect, it } from 'vitest';
import { Feed } from './feed.js';

async function* numbers(count: number, pulled: number[] = []) {
  for (let n = 0; n < count; n++) {
    pulled.push(n);
    yield n;
  }
}
const turns = async () => {
  for (let n = 0; n < 100; n++) await null; // lets the pump go as far as it will
};

describe('a feed', () => {
  it('gives what has gathered, at most so many', async () => {
    const feed = new Feed(numbers(5), 10);
    await turns();

    expect(await feed.take(3)).toEqual([0, 1, 2]);
    expect(await feed.take(3)).toEqual([3, 4]);
    expect(await feed.take(3)).toBeUndefined();
  });

  it('reads ahead no further than its capacity', async () => {
    const pulled: number[] = [];
    const feed = new Feed(numbers(100, pulled), 4);
    await turns();
    expect(pulled).toHaveLength(4);

    await feed.take(10);
    await turns();
    expect(pulled).toHaveLength(8);
  });

  it('waits for the first item, or until the time is over', async () => {
    let open = () => {};
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    const feed = new Feed(
      (async function* () {
        await gate;
        yield 'late';
      })(),
      10,
    );

    expect(await feed.take(1, 1)).toEqual([]);
    open();
    expect(await feed.take(1)).toEqual(['late']);
  });

  it('gives everything it has before it fails as its source did', async () => {
    const feed = new Feed(
      (async function* () {
        yield 1;
        throw new Error('gone');
      })(),
      10,
    );
    await turns();

    expect(await feed.take(10)).toEqual([1]);
    await expect(feed.take(10)).rejects.toThrow('gone');
  });

  it('lets go of its source when stopped while it is full', async () => {
    let released = false;
    const feed = new Feed(
      (async function* () {
        try {
          yield* numbers(100);
        } finally {
          released = true;
        }
      })(),
      2,
    );
    await turns();

    feed.stop();
    await turns();

    expect(released).toBe(true);
  });
});
