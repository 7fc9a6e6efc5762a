import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { atMost, type Bench, figure, median } from './harness.ts';
import { makeTeams, signUp, startPlatform } from './platform.ts';
import { writeHistory } from './read-all/history.ts';

const verifier = fileURLToPath(new URL('../../libs/ledger/dist/verify-export.main.js', import.meta.url));

/** What the ledger costs a rebuild of everything, and how long it takes to compare and to verify. */
export const ledger: Bench = async (lab) => {
  const platform = await startPlatform(lab);
  const { env, node } = platform;
  await platform.projector.stop();
  const rebuilt = lab.quick ? 10_000 : 50_000;
  await writeHistory(node.url, rebuilt);
  const rebuild = lab.load<Record<string, number>>('ledger/rebuild.load.ts', env);
  const rounds: Record<string, number>[] = [];
  for (let round = 0; round < (lab.quick ? 2 : 3); round++) rounds.push(await rebuild({}));
  const counted = rounds.slice(1);
  const others = (one: Record<string, number>) =>
    Object.entries(one).reduce((sum, [name, seconds]) => sum + (name === 'audit-ledger' ? 0 : seconds), 0);
  const share = (one: Record<string, number>) => ((one['audit-ledger'] ?? 0) / others(one)) * 100;

  const entries = lab.quick ? 50_000 : 1_000_000;
  await writeHistory(node.url, entries - rebuilt);
  await rebuild({ only: 'audit-ledger' });
  const api = await platform.api();
  const ada = await signUp(api.url);
  const [team] = await makeTeams(platform, ada.id, 1);
  const began = performance.now();
  const answer = await fetch(`${api.url}/api/teams/${team}/audit/verify`, {
    headers: { cookie: ada.cookie },
  });
  const verdict = (await answer.json()) as { verified?: boolean; entries?: number };
  if (!verdict.verified) throw new Error(`verify answered ${answer.status} ${JSON.stringify(verdict)}`);
  const compared = (performance.now() - began) / 1_000;

  return [
    {
      what: `rebuild of all read models from ${figure(rebuilt)} events: what the ledger adds to the others`,
      ours: `${figure(median(counted.map((one) => one['audit-ledger'] ?? 0)))} s`,
      against: `${figure(median(counted.map(others)))} s, ${Object.keys(counted[0] ?? {}).length - 1} others`,
      value: median(counted.map(share)),
      goal: atMost(25, '%'),
    },
    {
      what: `ledger compared with the log by the API, ${figure(verdict.entries ?? 0)} entries`,
      ours: `${figure((verdict.entries ?? 0) / compared)}/s`,
      against: '',
      value: compared,
      goal: atMost(30, 's'),
    },
    await offline(lab.load('ledger/write-export.load.ts', {}), entries),
  ];
};

async function offline(write: (job: object) => Promise<unknown>, entries: number) {
  const folder = mkdtempSync(join(tmpdir(), 'pgai-bench-export-'));
  const file = join(folder, 'audit.jsonl');
  try {
    await write({ file, entries });
    const began = performance.now();
    const child = spawn(process.execPath, [verifier, file], { stdio: ['ignore', 'pipe', 'inherit'] });
    const said = (await child.stdout.toArray()).join('');
    if (child.exitCode === null) await once(child, 'exit');
    const seconds = (performance.now() - began) / 1_000;
    if (!said.includes(`${entries} entries`)) throw new Error(`audit:verify said ${said}`);
    return {
      what: `export of ${figure(entries)} entries verified offline`,
      ours: `${figure(entries / seconds)}/s, ${figure(statSync(file).size / 2 ** 20)} MiB`,
      against: '',
      value: seconds,
      goal: atMost(30, 's'),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
