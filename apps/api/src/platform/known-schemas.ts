import { Injectable } from '@nestjs/common';
import type { Catalog } from '@pgai/catalog/model.js';
import type { Actor } from '@pgai/domain/permissions/actor.js';
import { EventStore } from '@pgai/event-store/event-store.js';
import { KeptSchemas } from '@pgai/schemas/kept-schemas.js';
import { SchemaReader } from '@pgai/schemas/schema-reader.js';
import { type NamedCatalog, namedCatalog } from '@pgai/views/analysis/named-catalog.js';
import { Pool } from 'pg';
import { Databases } from './databases.js';

/** The schemas of the teams' databases, as they were last read. The caller knows that the connection is one of this team's. */
@Injectable()
export class KnownSchemas {
  readonly kept: KeptSchemas;
  private readonly reader: SchemaReader;
  private readonly byName = new WeakMap<Catalog, NamedCatalog>();

  constructor(databases: Databases, store: EventStore, pool: Pool) {
    this.kept = new KeptSchemas(pool);
    this.reader = new SchemaReader({ databases, store, kept: this.kept });
  }

  refresh(teamId: string, connectionId: string, by: Actor, force = false, leaves?: AbortSignal) {
    return this.reader.refresh({ teamId, connectionId, access: schemaAccess(by), force }, leaves);
  }

  /** The newest that is known; a schema that was never read is read now. */
  async newest(teamId: string, connectionId: string, by: Actor) {
    const known = await this.kept.newest(teamId, connectionId);
    return known ?? (await this.refresh(teamId, connectionId, by)).kept;
  }

  async catalog(teamId: string, connectionId: string, by: Actor): Promise<Catalog> {
    const known = await this.kept.newestCatalog(teamId, connectionId);
    return known ?? (await this.refresh(teamId, connectionId, by)).kept.catalog;
  }

  /** By its names alone; made once for a catalog, as drafts are checked while they are typed. */
  async named(teamId: string, connectionId: string, by: Actor): Promise<NamedCatalog> {
    const catalog = await this.catalog(teamId, connectionId, by);
    const named = this.byName.get(catalog) ?? namedCatalog(catalog);
    this.byName.set(catalog, named);
    return named;
  }
}

export const schemaAccess = ({ kind, id }: Actor) => ({ purpose: 'schema', by: { kind, id }, knock: true });
