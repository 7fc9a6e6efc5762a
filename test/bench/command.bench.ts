import type { RenameLoad, Renamer } from './command/rename.load.ts';
import { atLeast, atMost, type Bench, interleaved, median, ratio } from './harness.ts';
import { type Loaded, said } from './load.ts';
import { makeTeams, signUp, startPlatform } from './platform.ts';

const people = 32;
const teamsEach = 2;

/** A command over HTTP: validated, authorised, appended and on disk, at 32 kept-alive connections. */
export const command: Bench = async (lab) => {
  const platform = await startPlatform(lab);
  await platform.sql(`create table app.bench_rename (
    id uuid primary key, revision bigint generated always as identity, team_id uuid not null, name text not null,
    actor_id uuid not null, metadata jsonb not null, created_at timestamptz not null default now())`);
  const ours = await platform.api();
  const plain = await platform.api('test/bench/command/plain-api.main.ts');
  const renamers: Renamer[] = await Promise.all(
    Array.from({ length: people }, async () => {
      const person = await signUp(ours.url);
      return {
        cookie: `${person.cookie}; believed=${person.id}`,
        teams: await makeTeams(platform, person.id, teamsEach),
      };
    }),
  );
  await platform.until(`select count(*) = ${people * teamsEach} from read.team_member`);

  const rename = lab.load<Loaded>('command/rename.load.ts', {});
  const load = { people: renamers, ms: lab.quick ? 700 : 1_200 };
  const measure = () =>
    interleaved(lab.rounds, {
      ours: () => rename({ ...load, port: ours.port, route: 'rename' } satisfies RenameLoad),
      plain: () => rename({ ...load, port: plain.port, route: 'rename-plainly' } satisfies RenameLoad),
    });
  const projected = await measure();
  await platform.projector.stop();
  const accepted = await measure();
  const alone = { ...load, people: renamers.slice(0, 1), port: plain.port };
  const guarded = await interleaved(lab.rounds, {
    guarded: () => rename({ ...alone, route: 'rename-plainly' } satisfies RenameLoad),
    free: () => rename({ ...alone, route: 'rename-freely' } satisfies RenameLoad),
  });

  return [
    row('command, 32 connections / the same route with one INSERT', accepted),
    row('the same while the projector follows on the same cores', projected),
    authorisation(guarded),
  ];
};

function row(what: string, { ours, plain }: { ours: Loaded[]; plain: Loaded[] }) {
  const speed = (loads: Loaded[]) => loads.map(({ perSecond }) => perSecond);
  return {
    what,
    ours: said(ours),
    against: said(plain),
    ...ratio(speed(ours), speed(plain)),
    goal: atLeast(0.8),
  };
}

/** What the guard adds to one command after the other: session, membership and permission, in milliseconds. */
function authorisation({ guarded, free }: { guarded: Loaded[]; free: Loaded[] }) {
  const added = guarded.map(({ p50 }, round) => p50 - (free[round]?.p50 ?? Number.NaN));
  return {
    what: 'authorisation: what the guard adds to a command, p50, one connection / the same without it',
    ours: said(guarded),
    against: said(free),
    value: median(added),
    range: [Math.min(...added), Math.max(...added)] as const,
    goal: atMost(0.3, 'ms'),
  };
}
