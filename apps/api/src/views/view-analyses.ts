import { Injectable } from '@nestjs/common';
import type { OutputColumn, ViewAnalysis } from '@pgai/contracts/view-analysis.js';
import type { ViewContent } from '@pgai/contracts/view-definition.js';
import type { Actor } from '@pgai/domain/permissions/actor.js';
import { analyse } from '@pgai/views/analysis/analyse.js';
import { dependenciesOf } from '@pgai/views/analysis/dependencies.js';
import { contentHash } from '@pgai/views/definition/content-hash.js';
import type { Side } from '@pgai/views/definition/side.js';
import { readSql } from '@pgai/views/sql/read-sql.js';
import { KnownSchemas } from '../platform/known-schemas.js';
import { PersonNames } from '../platform/person-names.js';
import { schemaOf } from './content.js';
import { invalidDefinition } from './invalid-definition.js';
import { ViewQueries } from './views.queries.js';

/** Which view is meant, and who asks. */
type Of = {
  teamId: string;
  connection_id: string;
  name: string;
  /** the version that counts */
  active?: string | null;
  by: Actor;
};

/** What a content means in the schema of its database, as that was read last, and beside the team's other views. */
@Injectable()
export class ViewAnalyses {
  constructor(
    private readonly schemas: KnownSchemas,
    private readonly queries: ViewQueries,
    private readonly names: PersonNames,
  ) {}

  async of(
    content: ViewContent,
    { teamId, connection_id, name, active = null, by }: Of,
  ): Promise<ViewAnalysis> {
    const catalog = await this.schemas.named(teamId, connection_id, by);
    const { limits, edges } = await this.queries.around(teamId, connection_id, name);
    return analyse(content, catalog, { limits, graph: { self: `${schemaOf(active)}.${name}`, edges } });
  }

  /** As it is kept. @throws ProblemError when it has a fault */
  async kept(content: ViewContent, of: Of, authors: readonly string[] = []) {
    const analysis = await this.of(content, of);
    if (!analysis.valid) throw invalidDefinition(analysis.faults, await this.names.namesOf(authors));
    return { analysis, drafted: await this.drafted(content, of) };
  }

  async drafted(content: ViewContent, { teamId, connection_id, by }: Of) {
    const catalog = await this.schemas.named(teamId, connection_id, by);
    const dependencies = await dependenciesOf(content, catalog);
    return { content, content_hash: contentHash(content), dependencies };
  }

  /** As one of two that are compared: with what is known of its tables, and SQL as a tree where it fits into one. */
  async side(
    content: ViewContent,
    columns: OutputColumn[],
    { teamId, connection_id, by }: Of,
  ): Promise<Side> {
    const catalog = await this.schemas.named(teamId, connection_id, by);
    const read = content.profile === 'sql' ? await readSql(content.sql, catalog) : undefined;
    return { content, columns, known: catalog.relations, query: read && 'query' in read ? read.query : null };
  }
}
