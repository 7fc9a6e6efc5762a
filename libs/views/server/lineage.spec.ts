import { otherServers, startServer } from '@pgai/catalog/testing/servers.js';
import fc from 'fast-check';
import pg from 'pg';
import { afterAll, describe, expect, it } from 'vitest';
import { createDatabase } from '../../../test/support/database.ts';
import { describeOnServer } from './describe.js';
import { type Generated, generated } from './testing/generated.js';
import { sessionWith, targetOf } from './testing/sales.js';

const stops: (() => Promise<unknown>)[] = [];
afterAll(async () => {
  for (const stop of stops.reverse()) await stop();
});

const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;

/** Makes each schema, asks for the lineage of a view in it, and then tries to drop every column there is. */
async function compare(url: string, numRuns: number) {
  const target = targetOf(url);
  const owner = new pg.Client(url);
  await owner.connect();
  const session = await sessionWith(target);
  stops.push(async () => Promise.all([session.client.end(), owner.end()]));
  await session.client.query('set search_path = made');
  const counts = { drops: 0, refused: 0 };

  const drop = async (table: string, column: string) => {
    await owner.query('begin');
    const answer = owner.query(`alter table ${quoted(table)} drop column ${quoted(column)}`);
    const code = await answer.then(
      () => null,
      (error: { code: string }) => error.code,
    );
    await owner.query('rollback');
    expect(code ?? '2BP01').toBe('2BP01');
    counts.drops++;
    if (code) counts.refused++;
    return code !== null;
  };
  const check = async ({ tables, between, query }: Generated) => {
    await owner.query('create schema made');
    await owner.query('set search_path = made');
    try {
      for (const { name, columns } of tables)
        await owner.query(
          `create table ${quoted(name)} (${columns.map((c) => `${quoted(c)} int`).join(', ')})`,
        );
      if (between) await owner.query(`create view between as ${between}`);
      const { columns: outputs, needs, exact } = await describeOnServer(session, target, query, []);
      expect(exact).toBe(true);
      const needed = (name: string, column: string) =>
        needs.some((need) => need.name === name && need.columns.includes(column));
      for (const { name, sources } of outputs.filter((output) => output.name !== 'whole')) {
        if (name === 'one') expect(sources, query).not.toEqual([]);
        for (const source of sources) expect(needed(source.name, source.column), query).toBe(true);
      }
      await owner.query(`create view made as ${query}`);
      for (const { name, columns } of tables)
        for (const column of columns) {
          const expected = needed(name, column);
          expect(await drop(name, column), `${name}.${column} of ${query} over ${between}`).toBe(expected);
        }
    } finally {
      await owner.query('drop schema made cascade');
    }
  };
  await fc.assert(fc.asyncProperty(generated, check), { numRuns, seed: 5 });
  return counts;
}

describe('lineage says exactly which columns the server does not let go', () => {
  it('on the server we bring along', async () => {
    const database = await createDatabase();
    stops.push(database.drop);
    const { drops, refused } = await compare(database.url, 110);
    expect(drops).toBeGreaterThan(500);
    expect(refused).toBeGreaterThan(200);
  }, 60_000);

  it.each(otherServers())('on another: $bin', async (server) => {
    const { url, stop } = await startServer(server);
    stops.push(stop);
    const { refused } = await compare(url, 25);
    expect(refused).toBeGreaterThan(20);
  });
});
