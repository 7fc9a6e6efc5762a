import { Injectable } from '@nestjs/common';
import { callsOf, readCalls } from '@pgai/catalog/calls.js';
import { serverVersion } from '@pgai/catalog/query.js';
import { revert } from '@pgai/catalog/revert/revert.js';
import { SingleFlight } from '@pgai/catalog/single-flight.js';
import { readStatistics } from '@pgai/catalog/statistics.js';
import type { SchemaStatistics } from '@pgai/contracts/schemas.js';
import { connection, connectionNotFound } from '@pgai/domain/connections/connection.js';
import type { Actor } from '@pgai/domain/permissions/actor.js';
import { changeNotFound } from '@pgai/domain/schemas/schema-catalog.js';
import { EventStore } from '@pgai/event-store/event-store.js';
import { stateOf } from '@pgai/event-store/state-of.js';
import { askTarget } from '@pgai/schemas/ask-target.js';
import { Databases } from '../platform/databases.js';
import { KnownSchemas, schemaAccess } from '../platform/known-schemas.js';
import { ProblemError } from '../platform/problem.js';
import { SchemaQueries } from './schemas.queries.js';

const timeoutMs = 10_000;
const freshMs = 5_000;

/** The schemas of a team's databases: what is kept of them, and what the servers say now. */
@Injectable()
export class Schemas {
  private readonly statisticsUnderWay = new SingleFlight<string, SchemaStatistics>();
  private readonly statisticsKnown = new Map<string, SchemaStatistics>();

  constructor(
    private readonly databases: Databases,
    private readonly store: EventStore,
    private readonly queries: SchemaQueries,
    private readonly known: KnownSchemas,
  ) {}

  /** @throws DomainError unless the connection is one of this team's */
  async belongs(teamId: string, connectionId: string) {
    const state = await stateOf(this.store, connection, `connection-${connectionId}`);
    if (state.status === 'absent' || state.status === 'archived' || state.team_id !== teamId)
      throw connectionNotFound();
    return state.name;
  }

  /** As it was in a version, or the newest. */
  async at(teamId: string, connectionId: string, by: Actor, version: string | undefined) {
    const newest = await this.known.newest(teamId, connectionId, by);
    if (version === undefined || version === newest.version_hash) return newest;
    const found = await this.queries.version(teamId, connectionId, version);
    const catalog = found && (await this.known.kept.catalog(teamId, found.content_hash));
    if (!found || !catalog)
      throw new ProblemError(404, 'schema-version-not-found', 'This schema never had that version.');
    return { ...newest, ...found, catalog, read_at: found.at, checked_at: found.at };
  }

  /** The way back from a change to what was before it, whatever came later. */
  async revert(teamId: string, connectionId: string, by: Actor, change: string) {
    const found = await this.queries.change(teamId, connectionId, change);
    if (!found) throw changeNotFound();
    const [newest, now, was] = await Promise.all([
      this.known.newest(teamId, connectionId, by),
      this.at(teamId, connectionId, by, found.to_hash),
      this.at(teamId, connectionId, by, found.from_hash),
    ]);
    return { ...revert(now.catalog, was.catalog), current: newest.version_hash === found.to_hash };
  }

  /** Asked of the server; whoever asks within five seconds gets the same figures. */
  async statistics(teamId: string, connectionId: string, by: Actor): Promise<SchemaStatistics> {
    await this.belongs(teamId, connectionId);
    const known = this.statisticsKnown.get(connectionId);
    if (known && Date.now() - Date.parse(known.read_at) < freshMs) return known;
    return this.statisticsUnderWay.run(connectionId, async () => {
      const read_at = new Date().toISOString();
      const kept = await this.known.kept.newest(teamId, connectionId);
      const { rows, calls } = await this.databases.withClient(
        connectionId,
        schemaAccess(by),
        async (session, target) => {
          const query = askTarget(session, target, timeoutMs);
          const options = { version: await serverVersion(query), timeoutMs };
          const rows = await readStatistics(query, options);
          const statements = await readCalls(query, options);
          return { rows, calls: statements && callsOf(statements, kept?.catalog.relations ?? []) };
        },
      );
      const answer = {
        read_at,
        relations: rows.map(({ oid, ...figures }) => ({
          id: oid,
          ...figures,
          calls: calls ? (calls.get(oid) ?? 0) : null,
        })),
      };
      this.statisticsKnown.set(connectionId, answer);
      const [oldest] = this.statisticsKnown.keys();
      if (this.statisticsKnown.size > 32 && oldest) this.statisticsKnown.delete(oldest);
      return answer;
    });
  }
}
