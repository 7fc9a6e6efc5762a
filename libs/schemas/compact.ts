import type { Change } from '@pgai/catalog/diff/change.js';
import type { Catalog } from '@pgai/catalog/model.js';
import type { ChangeItem } from '@pgai/domain/schemas/schema-catalog.js';

const mostItems = 200;
const mostCharacters = 300;
const mostAffected = 50;

const cut = (text: string | null) =>
  text && text.length > mostCharacters ? `${text.slice(0, mostCharacters - 1)}…` : text;

/** Changes as an event keeps them: what a list shows. The whole texts are in the snapshots on both sides. */
export const itemsOf = (changes: readonly Change[]): ChangeItem[] =>
  changes
    .slice(0, mostItems)
    .map(({ rule, class: kind, subject, part, before, after, message, affected }) => ({
      rule,
      class: kind,
      kind: subject.kind,
      oid: subject.oid,
      schema: subject.schema,
      name: subject.name,
      part: part?.name ?? null,
      before: cut(before),
      after: cut(after),
      message: cut(message) ?? '',
      affected: affected.slice(0, mostAffected).map(({ schema, name }) => `${schema}.${name}`),
    }));

export const countsOf = ({ schemas, relations, routines, types }: Catalog) => ({
  schemas: schemas.length,
  relations: relations.length,
  columns: relations.reduce((sum, { columns }) => sum + columns.length, 0),
  routines: routines.length,
  types: types.length,
});
