import type { ReadTables } from '@pgai/db/tables.js';
import type { Event } from '@pgai/domain/decider.js';
import type { Sealed } from '@pgai/domain/personal.js';
import type { Recorded } from '@pgai/event-store/event.js';
import {
  type Compilable,
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
} from 'kysely';

/** Builds queries and sends none. Tables have no schema: the connection's search_path says live model or scratch. */
export const readModels = new Kysely<ReadTables>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
});

/** `subject` is what the stream is about: the id in `team-<id>`. */
export type Projected<E extends Event> = Recorded<E> & { subject: string };

/** Opens sealed personal data; null when the person's key is gone. */
export type Open = (subjectId: string, sealed: Sealed) => Promise<string | null>;

export type Queries = Compilable | Compilable[];
type Handler<E extends Event> = (
  db: Kysely<ReadTables>,
  event: Projected<E>,
  context: { open: Open },
) => Queries | Promise<Queries>;

/** Which events it follows, and what becomes of each in the checkpoint's own transaction. */
export type Follower = {
  readonly name: string;
  readonly on: Readonly<Record<string, Handler<Event> | undefined>>;
  /** follows all events there are, whatever their type, a batch at a time */
  readonly every?: (db: Kysely<ReadTables>, events: Projected<Event>[]) => Queries;
  /** tell open pages what moved */
  readonly notifies: boolean;
};

export const follows = ({ on, every }: Follower, type: string) =>
  every !== undefined || on[type] !== undefined;

/** A read model: one table family, filled from events alone, hence rebuilt and verified at any time. */
export type Projection = Follower & { readonly tables: readonly (keyof ReadTables)[] };

export type On<E extends Event> = { [Type in E['type']]?: Handler<Extract<E, { type: Type }>> };

export const projection = <E extends Event>(
  name: string,
  tables: readonly (keyof ReadTables)[],
  on: On<E>,
): Projection => ({ name, tables, on: on as Follower['on'], notifies: true });

export const subjectOf = (stream: string) => stream.slice(stream.indexOf('-') + 1);
