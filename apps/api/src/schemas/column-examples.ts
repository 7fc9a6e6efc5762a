import { Injectable } from '@nestjs/common';
import type { Catalog, Relation } from '@pgai/catalog/model.js';
import { quoted } from '@pgai/catalog/names.js';
import type { ColumnExamples } from '@pgai/contracts/schema-objects.js';
import type { Actor } from '@pgai/domain/permissions/actor.js';
import { Databases } from '../platform/databases.js';
import { ProblemError } from '../platform/problem.js';
import { mask } from './mask.js';

const readable = new Set(['table', 'partitioned_table', 'view', 'materialized_view', 'foreign_table']);
const mostColumns = 200;
const examples = 3;

/** What the columns of a table hold, by its shape. Rows are read as for a preview and leave here masked; the access is in the log. */
@Injectable()
export class Examples {
  constructor(private readonly databases: Databases) {}

  async of(
    connectionId: string,
    catalog: Catalog,
    oid: number,
    { kind, id }: Actor,
  ): Promise<ColumnExamples> {
    const relation = catalog.relations.find((one) => one.oid === oid);
    if (!relation || !readable.has(relation.kind))
      throw new ProblemError(404, 'object-not-found', 'This schema has no such table or view.');
    const columns = relation.columns.slice(0, mostColumns);
    if (columns.length === 0) return { data: [] };
    const access = { purpose: 'examples', by: { kind, id } };
    const { rows } = await this.databases.read(connectionId, access, (read) =>
      read(statement(relation, columns), [], { rows: examples, bytes: 1_048_576, timeoutMs: 3_000 }),
    );
    const labels = new Set(
      catalog.types
        .filter((type) => type.kind === 'enum')
        .map(({ schema, name }) => `${quoted(schema)}.${quoted(name)}`),
    );
    return {
      data: columns.map(({ name, type }, at) => ({
        column: name,
        examples: rows.map((row) => mask(textOf(row[at]), type, labels)),
      })),
    };
  }
}

/** No more of a value than is shown of it. */
const statement = ({ schema, name }: Relation, columns: Relation['columns']) =>
  `select ${columns.map((column) => `left(${quoted(column.name)}::text, 80)`).join(', ')} from ${quoted(schema)}.${quoted(name)} limit ${examples}`;

const textOf = (value: unknown) => (typeof value === 'string' ? value : null);
