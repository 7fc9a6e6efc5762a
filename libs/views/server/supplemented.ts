import type { ViewAnalysis } from '@pgai/contracts/view-analysis.js';
import type { QueryBuilderConfig, ViewContent } from '@pgai/contracts/view-definition.js';
import type { ViewLineage } from '@pgai/contracts/views.js';
import { within } from '../definition/parts.js';
import { asNeeds, type Described, together } from './described-columns.js';

type Needs = ViewLineage['needs'];

/** What the server did not say, from reading the query: the sources of expressions, and what is only filtered or joined by. */
export function supplemented({ columns, needs }: Described, content: ViewContent, analysis: ViewAnalysis) {
  const traced = columns.map((column, at) =>
    column.sources.length > 0 ? column : { ...column, sources: analysis.columns[at]?.sources ?? [] },
  );
  const named = content.profile === 'nocode' ? needsOfTree(content.query) : [];
  return { columns: traced, needs: together([...needs, ...asNeeds(traced), ...named]) };
}

function needsOfTree({ tables, joins, columns, filters, grouping, ordering }: QueryBuilderConfig): Needs {
  const expressions = [
    ...joins.flatMap(({ on }) => (on ? [on] : [])),
    ...[...columns, ...filters, ...grouping, ...ordering].map(({ expression }) => expression),
  ];
  const parts = expressions.flatMap((expression) => [...within(expression)]);
  return tables.map(({ id, schema, name }) => {
    const named = parts.flatMap((part) => (part.kind === 'column' && part.table === id ? [part.column] : []));
    return { schema, name, columns: named };
  });
}
