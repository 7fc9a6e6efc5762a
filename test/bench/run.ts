import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../scripts/ports.ts';
import { startPostgres } from '../../scripts/postgres.ts';
import { endsWithUs, listenForSignals } from '../../scripts/signals.ts';
import type { Bench, Row } from './harness.ts';
import { Lab } from './lab.ts';
import { circumstances, table } from './report.ts';

const benches: Record<string, () => Promise<Bench>> = {
  append: async () => (await import('./append.bench.ts')).append,
  command: async () => (await import('./command.bench.ts')).command,
  'read-all': async () => (await import('./read-all.bench.ts')).readAll,
  projector: async () => (await import('./projector.bench.ts')).projector,
  notice: async () => (await import('./notice.bench.ts')).notice,
  ledger: async () => (await import('./ledger.bench.ts')).ledger,
  'as-of': async () => (await import('./as-of.bench.ts')).asOf,
  start: async () => (await import('./start.bench.ts')).start,
  collab: async () => (await import('./collab.bench.ts')).collab,
  catalog: async () => (await import('./catalog.bench.ts')).catalog,
  postgrest: async () => (await import('./postgrest.bench.ts')).postgrest,
  views: async () => (await import('./views.bench.ts')).views,
  web: async () => (await import('./web.bench.ts')).web,
};

const args = process.argv.slice(2);
const quick = args.includes('--quick');
const named = args.filter((arg) => arg !== '--quick');
const unknown = named.find((name) => !(name in benches));
if (unknown) {
  console.error(`There is no bench "${unknown}": choose of ${Object.keys(benches).join(', ')}, or --quick.`);
  process.exit(2);
}

const postgres = await ownPostgres();
let current: Lab | undefined;
let stopping: Promise<unknown> | undefined;
const stop = () => {
  stopping ??= Promise.resolve(current?.stop()).finally(postgres.stop);
  return stopping as Promise<void>;
};
endsWithUs({ stop, kill: () => process.exit(1) });
listenForSignals();

const rows: Row[] = [];
for (const name of named.length > 0 ? named : Object.keys(benches)) {
  process.stderr.write(`${name} … `);
  const began = performance.now();
  current = new Lab(postgres.url, quick);
  try {
    rows.push(...((await (await benches[name]?.())?.(current)) ?? []));
  } catch (error) {
    if (stopping) await new Promise(() => undefined); // told to end: whoever listens for signals ends us
    console.error(error);
    process.exitCode = 1;
  }
  await current.stop();
  process.stderr.write(`${((performance.now() - began) / 1_000).toFixed(0)} s\n`);
}
const load = loadavg().map((average) => average.toFixed(1));
console.log(`\n${table(rows)}\n\n${await circumstances(postgres.url)} · load average ${load.join(', ')}`);
await stop();
process.exit();

/** TEST_DATABASE_URL names a server that runs already (a superuser's address); without it, one of our own. */
async function ownPostgres() {
  const given = process.env.TEST_DATABASE_URL;
  if (given) return { url: given, stop: async () => undefined };
  const dataDir = mkdtempSync(join(tmpdir(), 'pgai-bench-'));
  const started = await startPostgres({ dataDir, port: await freePort() });
  const stop = async () => {
    await started.stop();
    rmSync(dataDir, { recursive: true, force: true });
  };
  return { url: started.url, stop };
}
