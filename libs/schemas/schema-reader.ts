import { createHash, randomUUID } from 'node:crypto';
import { versionHash } from '@pgai/catalog/canonical.js';
import { diff } from '@pgai/catalog/diff/diff.js';
import { type Query, serverVersion } from '@pgai/catalog/query.js';
import { type Refreshed, refresh } from '@pgai/catalog/refresh.js';
import { SingleFlight } from '@pgai/catalog/single-flight.js';
import { readTrail, type Trail } from '@pgai/catalog/trail.js';
import type { Access, ConnectedDatabases } from '@pgai/connections/connected-databases.js';
import { DomainError } from '@pgai/domain/domain-error.js';
import { readingCancelled, type SchemaCommand, schemaCatalog } from '@pgai/domain/schemas/schema-catalog.js';
import type { EventStore } from '@pgai/event-store/event-store.js';
import { handle } from '@pgai/event-store/handle.js';
import { stateOf } from '@pgai/event-store/state-of.js';
import { TargetError } from '@pgai/target/target-error.js';
import { askTarget } from './ask-target.js';
import { countsOf, itemsOf } from './compact.js';
import type { KeptSchema, KeptSchemas } from './kept-schemas.js';

type Parts = { databases: ConnectedDatabases; store: EventStore; kept: KeptSchemas };
type Of = {
  teamId: string;
  connectionId: string;
  access: Access /** believe no fingerprint */;
  force?: boolean;
};

export type SchemaReading = {
  kept: KeptSchema;
  read: Refreshed['read'];
  changes: number;
  revision: bigint;
  ms: number;
};

const timeoutMs = 30_000;

/**
 * Reads the schema of a connected database, keeps it, and tells the log what became of it. However many ask at once in this
 * process, a database is asked once.
 */
export class SchemaReader {
  private readonly flights = new SingleFlight<string, SchemaReading>();

  constructor(private readonly parts: Parts) {}

  /** @throws TargetError, DomainError */
  refresh(of: Of, leaves?: AbortSignal): Promise<SchemaReading> {
    return this.flights.run(`${of.connectionId} ${of.force ?? false}`, (ends) => this.read(of, ends), leaves);
  }

  private async read(of: Of, ends: AbortSignal): Promise<SchemaReading> {
    try {
      const known = await this.parts.kept.newest(of.teamId, of.connectionId);
      return await this.once(of, known, known?.content_hash ?? null, ends);
    } catch (error) {
      if (ends.aborted) throw readingCancelled();
      if (error instanceof DomainError && error.code === 'schema-moved') return this.again(of, ends);
      if (error instanceof TargetError) {
        const { code, message } = error;
        await this.tell(of, { type: 'ReportFailure', code, detail: message });
      }
      throw error;
    }
  }

  /** What is kept here is not what the log knows: a crash came between the two, or another process. The log is right. */
  private async again(of: Of, ends: AbortSignal) {
    const { store, kept } = this.parts;
    const { snapshot } = await stateOf(store, schemaCatalog, `schema-${of.connectionId}`);
    const catalog = snapshot && (await kept.catalog(of.teamId, snapshot.content_hash));
    const dates = { read_at: new Date(), checked_at: new Date() };
    const known = catalog && {
      ...snapshot,
      ...dates,
      catalog,
      fingerprint: { relations: new Map(), others: [] },
    };
    return this.once(of, known, snapshot?.content_hash ?? null, ends);
  }

  /** `since` is the snapshot that the log has now, whether or not it is still kept to compare with. */
  private async once(
    of: Of,
    known: KeptSchema | undefined,
    since: string | null,
    ends: AbortSignal,
  ): Promise<SchemaReading> {
    const { teamId, connectionId } = of;
    const { databases, kept } = this.parts;
    const checked_at = new Date();
    const began = performance.now();
    const found = await databases.withClient(connectionId, of.access, async (session, target) => {
      const query = askTarget(session, target, timeoutMs, ends);
      const options = { version: await serverVersion(query), timeoutMs };
      const refreshed = await refresh(query, of.force ? undefined : known, options);
      const moved = known && refreshed.read !== 'nothing';
      return { ...refreshed, trail: moved ? await this.trail(of, query, options) : undefined };
    });
    const ms = performance.now() - began;

    const same = known && found.read === 'nothing';
    const content = same ? '' : JSON.stringify(found.catalog);
    const content_hash = same ? known.content_hash : createHash('sha256').update(content).digest('hex');
    const moved = content_hash !== known?.content_hash;
    const catalog = moved ? found.catalog : known.catalog;
    const version_hash = moved ? versionHash(catalog) : known.version_hash;
    const changes = known && moved ? diff(known.catalog, catalog, sameDatabase(known, catalog)) : [];
    if (moved) await kept.keep(teamId, content_hash, content, catalog);
    const trail = changes.length > 0 ? found.trail : undefined;
    if (trail) await kept.noteTrail(teamId, connectionId, version_hash, trail.entries);
    const { revision } = await this.tell(of, {
      type: 'RecordSnapshot',
      since,
      snapshot: {
        version_hash,
        content_hash,
        server_version: catalog.server.version,
        counts: countsOf(catalog),
      },
      changes: itemsOf(changes),
      change_count: changes.length,
      trail: trail && { roles: rolesOf(trail), seen: trail.seen },
    });
    const read_at = moved || !known ? checked_at : known.read_at;
    const now = { fingerprint: found.fingerprint, content_hash, version_hash, read_at, checked_at };
    await kept.note(teamId, connectionId, now, ms);
    return { kept: { ...now, catalog }, read: found.read, changes: changes.length, revision, ms };
  }

  /** Who made what is about to be told. That it cannot be read is no reason not to tell the change. */
  private async trail({ connectionId }: Of, query: Query, options: { version: number }) {
    const { seen } = await stateOf(this.parts.store, schemaCatalog, `schema-${connectionId}`);
    return readTrail(query, seen, options).catch(() => undefined);
  }

  private tell({ teamId, connectionId, access }: Of, command: SchemaCommand) {
    const commandId = randomUUID();
    return handle(this.parts.store, schemaCatalog, `schema-${connectionId}`, command, {
      commandId,
      metadata: {
        actor: { kind: 'system', id: 'schema-catalog' },
        team_id: teamId,
        correlation_id: access.correlationId ?? commandId,
        causation_id: null,
        request_id: commandId,
        at: new Date().toISOString(),
        schema: 1,
      },
    });
  }
}

const rolesOf = ({ entries }: Trail) => [...new Set(entries.map(({ role }) => role))].slice(0, 20);

/** Of another server or a database made anew, ids mean nothing. */
const sameDatabase = ({ catalog: { server } }: KeptSchema, now: KeptSchema['catalog']) => ({
  sameDatabase: server.database_oid === now.server.database_oid && server.database === now.server.database,
});
