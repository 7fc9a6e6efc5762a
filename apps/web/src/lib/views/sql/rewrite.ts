import { emptyQuery, type ViewContent } from '@pgai/contracts/view-definition.js';
import { print } from '@pgai/views/definition/print.js';

type Typed = Extract<ViewContent, { profile: 'sql' }>;
type Built = Extract<ViewContent, { profile: 'nocode' }>;

/** The parser is large, and comes when it is first asked. */
const parser = () => import('./parser.ts');

/** What the text says as a tree, or which construct of it the tree has not. */
export async function asBuilder({ sql, parameters, description }: Typed) {
  const { readSql } = await parser();
  const read = await readSql(sql, null, { ...emptyQuery, parameters });
  if ('left' in read) return read;
  const content: Built = { profile: 'nocode', query: read.query, description };
  return { content };
}

export const asSql = ({ query, description }: Built): Typed => ({
  profile: 'sql',
  sql: print(query),
  parameters: query.parameters,
  description,
});

export async function formatted(content: Typed): Promise<Typed> {
  const { formatSql } = await parser();
  return { ...content, sql: formatSql(content.sql) };
}
