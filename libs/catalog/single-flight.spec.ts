import { expect, it } from 'vitest';
import { SingleFlight } from './single-flight.js';

/** Work that ends when it is told to, or when the test lets it. */
function work() {
  let finish = (_: string) => {};
  let signal: AbortSignal | undefined;
  let runs = 0;
  const run = (ends: AbortSignal) => {
    runs++;
    signal = ends;
    return new Promise<string>((resolve, reject) => {
      finish = resolve;
      ends.addEventListener('abort', () => reject(new Error('ended')));
    });
  };
  return { run, finish: (text: string) => finish(text), ended: () => signal?.aborted, runs: () => runs };
}

it('does once what many ask for, and anew for who comes later', async () => {
  const flights = new SingleFlight<string, string>();
  const { run, finish, runs } = work();
  const both = Promise.all([flights.run('a', run), flights.run('a', run)]);
  finish('done');
  expect(await both).toEqual(['done', 'done']);
  expect(runs()).toBe(1);
  const again = flights.run('a', run);
  finish('more');
  expect(await again).toBe('more');
});

it('ends when the last one leaves, and not before', async () => {
  const flights = new SingleFlight<string, string>();
  const { run, ended, runs } = work();
  const [one, two] = [new AbortController(), new AbortController()];
  const asked = Promise.allSettled([flights.run('a', run, one.signal), flights.run('a', run, two.signal)]);
  one.abort();
  expect(ended()).toBe(false);
  two.abort();
  expect(ended()).toBe(true);
  const fresh = flights.run('a', run); // joins nothing that is about to fail
  expect(runs()).toBe(2);
  expect((await asked).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  fresh.catch(() => undefined);
});

it('goes on for somebody who never leaves', async () => {
  const flights = new SingleFlight<string, string>();
  const { run, finish, ended } = work();
  const one = new AbortController();
  const left = flights.run('a', run, one.signal);
  const stays = flights.run('a', run);
  one.abort();
  expect(ended()).toBe(false);
  finish('done');
  expect(await Promise.all([left, stays])).toEqual(['done', 'done']);
});
