import { Injectable } from '@nestjs/common';
import { SearchIndex } from '@pgai/catalog/browser/search.js';
import type { SchemaHits, SearchSchema } from '@pgai/contracts/schemas.js';
import type { Actor } from '@pgai/domain/permissions/actor.js';
import { KnownSchemas } from '../platform/known-schemas.js';
import { outline } from './outline.js';
import { SchemaQueries } from './schemas.queries.js';

type Indexed = { index: SearchIndex; objects: Map<number, ReturnType<typeof outline>['objects'][number]> };

const inMemory = 8;

/** Finds by names, columns, comments and notes. An index belongs to a content and its notes, and is made once for them. */
@Injectable()
export class SchemaSearch {
  private readonly indexes = new Map<string, Indexed>();

  constructor(
    private readonly known: KnownSchemas,
    private readonly queries: SchemaQueries,
  ) {}

  async search(
    teamId: string,
    connectionId: string,
    by: Actor,
    { q, kind, limit }: SearchSchema,
  ): Promise<SchemaHits> {
    const { index, objects } = await this.indexOf(teamId, connectionId, by);
    const data = index
      .search(q, kind === undefined ? limit : 10_000)
      .flatMap(({ id, column, score }) => {
        const found = objects.get(id);
        if (!found || (kind !== undefined && found.kind !== kind)) return [];
        const { schema, name, description = null } = found;
        return [{ id, kind: found.kind, schema, name, column, description, score }];
      })
      .slice(0, limit);
    return { data };
  }

  private async indexOf(teamId: string, connectionId: string, by: Actor): Promise<Indexed> {
    const [{ catalog, content_hash }, notes] = await Promise.all([
      this.known.newest(teamId, connectionId, by),
      this.queries.notes(teamId, connectionId),
    ]);
    const key = `${connectionId} ${content_hash} ${JSON.stringify(notes)}`;
    const known = this.indexes.get(key);
    if (known) return known;
    const { objects } = outline(catalog);
    const index = new SearchIndex(
      objects.map(({ id, schema, name, columns = [], description }) => ({
        id,
        schema,
        name,
        columns,
        texts: [
          ...(description ? [description] : []),
          ...(catalog.relations.find(({ oid }) => oid === id)?.columns ?? []).flatMap(
            ({ comment }) => comment ?? [],
          ),
          ...notes.filter((note) => note.id === id).map(({ text }) => text),
        ],
      })),
    );
    const made = { index, objects: new Map(objects.map((object) => [object.id, object])) };
    this.indexes.set(key, made);
    const [oldest] = this.indexes.keys();
    if (this.indexes.size > inMemory && oldest) this.indexes.delete(oldest);
    return made;
  }
}
