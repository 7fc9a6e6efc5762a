import type { DatabaseSchema, Relationship, SchemaObject } from '@pgai/contracts/schemas.js';
import { createContext } from 'svelte';
import { ProblemError } from '#lib/api/problem-error.ts';
import { getSchema } from '#lib/schemas/schemas.api.ts';

const readable = new Set(['table', 'partitioned_table', 'foreign_table', 'view', 'materialized_view']);
const key = (schema: string, name: string) => JSON.stringify([schema, name]);

/** What the database of a view has: the tables it may read, how they refer to each other, and the labels of enums. */
export class Tables {
  #schema = $state.raw<DatabaseSchema>();
  problem = $state.raw<ProblemError['problem']>();

  readonly all: readonly SchemaObject[] = $derived(
    (this.#schema?.schemas ?? []).filter(({ metadata }) => readable.has(metadata.kind)),
  );
  readonly #byName = $derived(new Map(this.all.map((table) => [key(table.schema, table.name), table])));
  readonly #labels = $derived(
    new Map(
      (this.#schema?.schemas ?? [])
        .filter(({ metadata }) => metadata.kind === 'enum')
        .flatMap(({ schema, name, metadata }) => [
          [`${schema}.${name}`, metadata.labels] as const,
          [name, metadata.labels] as const,
        ]),
    ),
  );

  get loaded() {
    return this.#schema !== undefined;
  }

  get age() {
    return this.#schema?.last_updated;
  }

  get relationships(): readonly Relationship[] {
    return this.#schema?.relationships ?? [];
  }

  async load(team: string, connection: string) {
    this.problem = undefined;
    try {
      this.#schema = await getSchema(team, connection, null, fetch);
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      this.problem = error.problem;
    }
  }

  find(schema: string, name: string) {
    return this.#byName.get(key(schema, name));
  }

  typeOf(table: { schema: string; name: string } | undefined, column: string) {
    return table && this.find(table.schema, table.name)?.columns.find(({ name }) => name === column)?.type;
  }

  labelsOf(type: string) {
    return this.#labels.get(type) ?? this.#labels.get(type.replaceAll('"', '')) ?? [];
  }
}

export const [useTables, provideTables] = createContext<Tables>();
