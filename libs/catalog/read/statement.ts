import { policies, triggers, uses } from './behaviour.sql.js';
import { constraints, indexes, operatorClasses } from './keys.sql.js';
import { comments, grants } from './notes.sql.js';
import { extensions, routines, schemas, typeNames, types } from './others.sql.js';
import {
  collations,
  columns,
  defaults,
  parents,
  relations,
  sequences,
  specialColumns,
} from './relations.sql.js';
import { type Scope, scoped } from './scope.js';
import { section } from './section.js';

const none = `'[]'::json`;

const sections = (scope: Scope, version: number) => {
  const everything = scope === 'everything';
  return {
    schemas,
    relations,
    columns,
    specialColumns: specialColumns(version),
    defaults,
    collations,
    parents,
    sequences,
    constraints: constraints(version),
    indexes: indexes(version),
    operatorClasses,
    triggers: triggers(version),
    policies,
    uses: uses(everything),
    typeNames: typeNames(everything),
    comments: comments(everything),
    grants: grants(everything),
    types: everything ? types : none,
    routines: everything ? routines(version) : none,
    extensions: everything ? extensions : none,
    database: section(['datname', 'oid::int8'], 'from pg_database where datname = current_database()'),
  };
};

export type SectionName = keyof ReturnType<typeof sections>;
type Columns = readonly (readonly unknown[] | null)[];
export type Sections = Record<SectionName, Columns>;

/** The whole question as one statement, and so of one moment: a row for each section, which is on its way while the next is made. */
export const statement = (scope: Scope, version: number) =>
  `${scoped(scope, version)} ${Object.values(sections(scope, version))
    .map((section) => `select ${section}::text as answer`)
    .join('\nunion all ')}`;

export function sectionsOf(answer: unknown): Sections {
  const names = Object.keys(sections('everything', 0));
  const columns = answer as Columns[];
  return Object.fromEntries(names.map((name, i) => [name, columns[i] ?? []])) as Sections;
}
