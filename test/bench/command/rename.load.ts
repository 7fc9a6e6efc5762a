import { serveJobs, underLoad } from '../load.ts';
import { Connection } from './connection.ts';

/** One person at a kept-alive connection, who renames their teams in turn, so that no two commands race for a stream. */
export type Renamer = { cookie: string; teams: string[] };
export type RenameLoad = { port: number; route: string; people: Renamer[]; ms: number };

let names = 0;

serveJobs(async ({ port, route, people, ms }: RenameLoad) => {
  const connections = await Promise.all(people.map(() => Connection.open(port)));
  const renamer = (worker: number) => {
    const { cookie, teams } = people[worker] as Renamer;
    const connection = connections[worker] as Connection;
    let turn = 0;
    return async () => {
      const path = `/api/teams/${teams[turn++ % teams.length]}/${route}`;
      const status = await connection.post(path, cookie, { name: `Meridian Freight ${++names}` });
      if (status !== 200) throw new Error(`${path} answered ${status}`);
    };
  };
  try {
    return await underLoad({ workers: people.length, ms }, renamer);
  } finally {
    for (const connection of connections) connection.close();
  }
});
