import type { SchemaStatistics } from '@pgai/contracts/schemas.js';
import { createContext } from 'svelte';
import { getStatistics } from './schemas.api.ts';

type Figures = SchemaStatistics['relations'][number];

/** Figures of the server, fetched when the page already stands; without them it stands as well. */
export class Statistics {
  readAt = $state.raw<string>();
  relations = $state.raw<ReadonlyMap<number, Figures>>(new Map());

  readonly rows = $derived(
    new Map([...this.relations].flatMap(([id, { rows }]) => (rows === null ? [] : [[id, rows] as const]))),
  );

  /** How often each was named by statements where the server counts them, else how often it was scanned. */
  readonly usage = $derived(
    new Map(
      [...this.relations].map(
        ([id, { calls, sequential_scans, index_scans }]) =>
          [id, calls ?? sequential_scans + index_scans] as const,
      ),
    ),
  );

  async load(team: string, connection: string) {
    const answer = await getStatistics(team, connection).catch(() => undefined); // the database is away: said elsewhere
    if (!answer) return;
    this.readAt = answer.read_at;
    this.relations = new Map(answer.relations.map((figures) => [figures.id, figures]));
  }
}

export const [useStatistics, provideStatistics] = createContext<Statistics>();
