import { randomUUID } from 'node:crypto';
import * as Y from 'yjs';
import { freePort } from '../../scripts/ports.ts';
import type { Fanned, Job } from './collab/clients.load.ts';
import type { Opened, Opening } from './collab/open.load.ts';
import { atLeast, atMost, type Bench, figure, interleaved, median, type Row, ratio } from './harness.ts';
import { makeTeams, metadata, type Platform, signUp, startPlatform } from './platform.ts';

const clients = 100;
const edits = 100_000;

/** A hundred pages on one draft, each update stored, beside a relay that does nothing else and a peer that stores nothing. */
export const collab: Bench = async (lab) => {
  const platform = await startPlatform(lab);
  const api = await platform.api();
  const { id, cookie } = await signUp(api.url);
  const [team = ''] = await makeTeams(platform, id, 1);
  await platform.until('select count(*) = 1 from read.team_member');
  const [barePort, peerPort] = [await freePort(), await freePort()];
  await lab.program('test/bench/collab/bare.main.ts', { PORT: String(barePort) });
  await lab.program('test/bench/collab/hocuspocus.main.ts', { PORT: String(peerPort) });

  const run = lab.load<Fanned>('collab/clients.load.ts', {});
  const ms = lab.quick ? 1_500 : 4_000;
  const load = (job: Omit<Job, 'clients' | 'ms'>) => run({ ...job, clients, ms });
  const rounds = await interleaved(lab.longRounds, {
    ours: async () => load({ url: addressOf(api.url, await draft(platform, team, id)), cookie }),
    bare: () => load({ url: `ws://127.0.0.1:${barePort}` }),
    peer: () => load({ url: `ws://127.0.0.1:${peerPort}`, document: randomUUID() }),
  });
  return [...rowsOf(rounds), ...(await opening(lab, platform, { api: api.url, cookie, team, id }))];
};

const addressOf = (url: string, name: string) => `${url.replace('http', 'ws')}/collab/${name}`;

/** A view of the team, made by its event. */
async function draft({ store }: Platform, team_id: string, userId: string, view_id: string = randomUUID()) {
  const content = { profile: 'sql', description: '', sql: '', parameters: [] };
  const made = { team_id, connection_id: randomUUID(), name: `v_${view_id.slice(0, 8)}`, content };
  const data = { ...made, content_hash: 'none', dependencies: [], imported_from: null };
  await store.append(`view-${view_id}`, [{ type: 'ViewCreated', data }], -1n, metadata(team_id, userId), [
    randomUUID(),
  ]);
  return `view:${view_id}:main`;
}

function rowsOf({ ours, bare, peer }: Record<'ours' | 'bare' | 'peer', Fanned[]>): Row[] {
  const said = (rounds: Fanned[]) => {
    const of = (pick: (round: Fanned) => number) => figure(median(rounds.map(pick)));
    return `p50 ${of((r) => r.p50)} ms, p99 ${of((r) => r.p99)} ms, ${of((r) => r.perSecond)}/s`;
  };
  const compared = (against: Fanned[], pick: (round: Fanned) => number) =>
    ratio(ours.map(pick), against.map(pick));
  const pair = (against: Fanned[]) => ({ ours: said(ours), against: said(against) });
  const p50 = ({ p50 }: Fanned) => p50;
  const alone = { ours: said(ours), against: '' };
  return [
    {
      what: `co-editing, ${clients} clients, 50 updates/s, p50 / bare ws`,
      ...pair(bare),
      ...compared(bare, p50),
      goal: atMost(1.2),
    },
    { what: 'co-editing, the same / Hocuspocus', ...pair(peer), ...compared(peer, p50), goal: atMost(0.8) },
    {
      what: 'co-editing, 64 updates in flight, updates/s / Hocuspocus',
      ...pair(peer),
      ...compared(peer, ({ perSecond }) => perSecond),
      goal: atLeast(1),
    },
    {
      what: 'co-editing, 50 updates/s, p99',
      ...alone,
      value: median(ours.map(({ p99 }) => p99)),
      goal: atMost(20, 'ms'),
    },
    {
      what: 'co-editing, from an edit until it is shown as saved, p99',
      ...alone,
      value: median(ours.map(({ savedP99 }) => savedP99)),
      goal: atMost(100, 'ms'),
    },
  ];
}

/** As people write: some characters here, the last of them taken back, then some there. */
function typed(text: Y.Text, keys: number) {
  const at = Math.floor(Math.random() * (text.length + 1));
  for (let n = 0; n < keys; n++)
    if (n % 6 === 5) text.delete(at + n - 2 * Math.floor(n / 6) - 1, 1);
    else text.insert(at + n - 2 * Math.floor(n / 6), 'x');
  return keys;
}

type Page = { api: string; cookie: string; team: string; id: string };

/** A draft after 100,000 edits, as it is stored once it was compacted. */
async function opening(
  lab: Parameters<Bench>[0],
  platform: Platform,
  { api, cookie, team, id }: Page,
): Promise<Row[]> {
  const name = await draft(platform, team, id);
  const doc = new Y.Doc();
  const text = doc.getText('sql');
  for (let n = 0; n < edits; ) n += typed(text, Math.min(12, edits - n));
  const snapshot = Buffer.from(Y.encodeStateAsUpdate(doc));
  const [, view_id, branch] = name.split(':');
  await platform.sql(
    `insert into app.document_snapshot (view_id, branch, content, edits)
     values ('${view_id}', '${branch}', '\\x${snapshot.toString('hex')}', '{}')`,
  );
  const run = lab.load<Opened>('collab/open.load.ts', {});
  const job: Opening = {
    url: api,
    name,
    cookie,
    snapshot: snapshot.toString('base64'),
    times: lab.quick ? 5 : 15,
  };
  const { opened, applied } = await run(job);
  const pair = { ours: `${figure(opened)} ms`, against: `${figure(applied)} ms` };
  const what = `co-editing, a draft after ${edits.toLocaleString('en')} edits opened`;
  return [
    { what, ours: pair.ours, against: '', value: opened, goal: atMost(150, 'ms') },
    {
      what: `${what} / its snapshot applied from memory`,
      ...pair,
      value: opened / applied,
      goal: atMost(1.2),
    },
  ];
}
