import { emptyQuery, type ViewContent } from '@pgai/contracts/view-definition.js';
import type { CreateView } from '@pgai/contracts/views.js';
import { ProblemError } from '../platform/problem.js';

/** What a view begins with. */
export function firstContent(fields: CreateView): ViewContent {
  const { profile, description, sql_definition, query_builder_config, parameters } = fields;
  const foreign = profile === 'sql' ? 'query_builder_config' : 'sql_definition';
  if (fields[foreign] !== undefined)
    throw new ProblemError(422, 'invalid-input', `${foreign}: not of a view with this profile.`, {
      errors: [
        { field: foreign, code: 'unknown-field', message: `Not of a view whose profile is ${profile}.` },
      ],
    });
  if (profile === 'sql')
    return { profile, description, sql: sql_definition ?? '', parameters: parameters ?? [] };
  const query = query_builder_config ?? emptyQuery;
  return { profile, description, query: parameters ? { ...query, parameters } : query };
}

/** A view that was only begun is not held to have a meaning yet. */
export const saysNothing = (content: ViewContent) =>
  content.profile === 'sql'
    ? content.sql.trim() === ''
    : content.query.tables.length === 0 && content.query.columns.length === 0;

/** One schema for each major version; a view without a version is on its way into the first. */
export const schemaOf = (version: string | null) => `v${version?.split('.')[0] ?? 1}`;
