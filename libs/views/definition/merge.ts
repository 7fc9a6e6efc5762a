import { nodeLists, type QueryBuilderConfig, type ViewContent } from '@pgai/contracts/view-definition.js';
import { endsOf } from './merge-ends.js';
import { type Ends, mergeNodes, type Sides } from './merge-nodes.js';
import { type Conflict, type Decide, mergeText } from './merge-text.js';
import { same } from './same.js';

export type Resolutions = Record<string, 'ours' | 'theirs'>;

/**
 * Puts together what two sides made of the same base. What only one touched is that side's; where both touched the same part
 * differently it is a conflict, unless resolved, and the content has ours there.
 */
export function merge(
  base: ViewContent,
  ours: ViewContent,
  theirs: ViewContent,
  resolutions: Resolutions = {},
): { content: ViewContent; conflicts: Conflict[] } {
  const conflicts: Conflict[] = [];
  const resolved = ({ key }: Conflict) => (Object.hasOwn(resolutions, key) ? resolutions[key] : undefined);
  const silent: Decide = (conflict) => resolved(conflict) ?? 'ours';
  const decide: Decide = (conflict) => {
    if (!resolved(conflict)) conflicts.push(conflict);
    return silent(conflict);
  };
  const description = mergeText(
    'description',
    base.description,
    ours.description,
    theirs.description,
    decide,
  );
  const content = { ...mergeBody({ base, ours, theirs }, decide, silent), description };
  return { content, conflicts };
}

function mergeBody(sides: Sides, decide: Decide, silent: Decide): ViewContent {
  const { base, ours, theirs } = sides;
  const lists = () => mergeLists(sides, decide, endsOf(sides, decide, silent));
  const [was, our, their] = [base, ours, theirs].map((content) => ({ ...content, description: '' }));
  if (same(our, their) || same(their, was)) return ours;
  if (same(our, was)) return theirs;

  if (base.profile === 'sql' && ours.profile === 'sql' && theirs.profile === 'sql')
    return {
      ...ours,
      sql: mergeText('sql', base.sql, ours.sql, theirs.sql, decide),
      parameters: lists().parameters,
    };
  if (base.profile === 'nocode' && ours.profile === 'nocode' && theirs.profile === 'nocode') {
    const setting = <T>(name: string, was: T, our: T, their: T): T => {
      if (our === their || their === was) return our;
      if (our === was) return their;
      return decide({ key: name, label: name, base: was, ours: our, theirs: their }) === 'ours' ? our : their;
    };
    return {
      ...ours,
      query: {
        ...lists(),
        distinct: setting('distinct', base.query.distinct, ours.query.distinct, theirs.query.distinct),
        limit: setting('limit', base.query.limit, ours.query.limit, theirs.query.limit),
        offset: setting('offset', base.query.offset, ours.query.offset, theirs.query.offset),
      },
    };
  }

  const conflict = { key: 'profile', label: 'builder or SQL', base: was, ours: our, theirs: their };
  return decide(conflict) === 'ours' ? ours : theirs;
}

function mergeLists(sides: Sides, decide: Decide, ends: Ends) {
  const lists = nodeLists.map((list) => [list, mergeNodes(list, sides, decide, ends)]);
  return Object.fromEntries(lists) as Pick<QueryBuilderConfig, (typeof nodeLists)[number]>;
}
