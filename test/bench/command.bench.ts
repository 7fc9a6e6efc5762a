import type { RenameLoad, Renamer } from './command/rename.load.ts';
import { atLeast, type Bench, figure, interleaved, median, ratio } from './harness.ts';
import type { Loaded } from './load.ts';
import { makeTeams, signUp, startPlatform } from './platform.ts';

const people = 32;
const teamsEach = 60;

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
      return { cookie: person.cookie, teams: await makeTeams(platform, person.id, teamsEach) };
    }),
  );
  await platform.until(`select count(*) = ${people * teamsEach} from read.team_member`);

  const rename = lab.load<Loaded>('command/rename.load.ts', {});
  const load = { people: renamers, ms: lab.quick ? 700 : 1_500 };
  const rounds = await interleaved(lab.rounds, {
    ours: () => rename({ ...load, port: ours.port, route: 'rename' } satisfies RenameLoad),
    plain: () => rename({ ...load, port: plain.port, route: 'rename-plainly' } satisfies RenameLoad),
  });

  const speed = (loads: Loaded[]) => loads.map(({ perSecond }) => perSecond);
  const said = (loads: Loaded[]) => {
    const of = (pick: (load: Loaded) => number) => figure(median(loads.map(pick)));
    return `${of((load) => load.perSecond)}/s, p50 ${of((load) => load.p50)} ms, p99 ${of((load) => load.p99)} ms`;
  };
  return [
    {
      what: 'command, 32 connections / the same route with one INSERT',
      ours: said(rounds.ours),
      against: said(rounds.plain),
      ...ratio(speed(rounds.ours), speed(rounds.plain)),
      goal: atLeast(0.8),
    },
  ];
};
