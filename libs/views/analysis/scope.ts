import type { Expression } from '@pgai/contracts/expressions.js';
import type { Fault, FaultPlace, OutputColumn } from '@pgai/contracts/view-analysis.js';
import type { NamedCatalog, NamedRelation } from './named-catalog.js';

export type SourceColumn = {
  type: string | null;
  nullable: boolean | null;
  sources: OutputColumn['sources'];
};

/** Something FROM names. */
export type Source = {
  id: string;
  alias: string;
  /** null: what it has is not known */
  columns: Map<string, SourceColumn> | null;
  relation: NamedRelation | null;
};

/** What the expressions of one SELECT are looked at with. */
export type Scope = {
  catalog: NamedCatalog;
  source: (id: string) => Source | undefined;
  /** of a query around this one, where a row is one value */
  outer?: (id: string) => boolean;
  /** what it reads that has row security */
  guarded: () => string | undefined;
  /** the type of a parameter; undefined where it is not declared */
  parameter: (id: string) => string | null | undefined;
  report: (fault: Fault) => void;
  place: (expression: Expression) => FaultPlace;
};

/** The first of some sources whose rows policies decide about. */
export const guardedOf = (sources: Iterable<Source>) =>
  [...sources].find(({ relation }) => relation?.row_security.enabled)?.alias;

/** A table or view under an alias; `optional` where an outer join may leave it empty. */
export function sourceOf(
  id: string,
  alias: string,
  relation: NamedRelation | null,
  optional: boolean,
): Source {
  if (!relation) return { id, alias, relation, columns: null };
  const { schema, name } = relation;
  return {
    id,
    alias,
    relation,
    columns: new Map(
      relation.columns.map(({ name: column, type, nullable }) => [
        column,
        { type, nullable: nullable || optional, sources: [{ schema, name, column }] },
      ]),
    ),
  };
}
