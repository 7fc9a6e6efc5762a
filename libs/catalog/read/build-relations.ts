import { type Column, type Relation, relationKinds, type Sequence } from '../model.js';
import { constraintsOf, indexesOf, policiesOf, triggersOf, usesOf } from './build-parts.js';
import { commentsOf, gather, grantsOf, lookup, typeNamesOf } from './lookups.js';
import { rowsOf } from './section.js';
import type { Sections } from './statement.js';

const identities: Record<string, Column['identity']> = { a: 'always', d: 'by default' };
const generations: Record<string, Column['generated']> = { s: 'stored', v: 'virtual' };

export function buildRelations(sections: Sections, schemaName: (oid: number) => string): Relation[] {
  const [comments, grants] = [commentsOf(sections), grantsOf(sections)];
  const columns = columnsOf(sections, comments.relation, grants.relation);
  const parents = gather(
    rowsOf(sections.parents, (child: number, parent: number) => [child, parent] as const),
  );
  const sequences = sequencesOf(sections);
  const [constraints, indexes] = [constraintsOf(sections, comments), indexesOf(sections, comments)];
  const [triggers, policies] = [triggersOf(sections, comments), policiesOf(sections, comments)];
  const uses = usesOf(sections);

  return rowsOf(
    sections.relations,
    (
      oid: number,
      schema: number,
      name: string,
      kind: keyof typeof relationKinds,
      owner: string,
      persistence: string,
      secured: boolean,
      forced: boolean,
      populated: boolean,
      definition: string | null,
      key: string | null,
      bound: string | null,
      options: string[] | null,
    ): Relation => ({
      oid,
      schema: schemaName(schema),
      name,
      kind: relationKinds[kind],
      owner,
      comment: comments.relation(oid) ?? null,
      unlogged: persistence === 'u',
      options: options ?? [],
      row_security: { enabled: secured, forced },
      populated,
      definition,
      partition_key: key,
      partition_bound: bound,
      parents: parents(oid),
      columns: columns(oid),
      constraints: constraints(oid),
      indexes: indexes(oid),
      triggers: triggers(oid),
      policies: policies(oid),
      grants: grants.relation(oid),
      uses: uses.relation(oid),
      sequence: sequences(oid) ?? null,
    }),
  );
}

type Comments = ReturnType<typeof commentsOf>['relation'];
type Grants = ReturnType<typeof grantsOf>['relation'];

function columnsOf(sections: Sections, comment: Comments, grants: Grants) {
  const typeName = typeNamesOf(sections);
  const defaults = lookup(
    rowsOf(sections.defaults, (oid: number, part: number, sql: string) => [oid, part, sql] as const),
  );
  const collations = lookup(
    rowsOf(sections.collations, (oid: number, part: number, name: string) => [oid, part, name] as const),
  );
  const special = lookup(
    rowsOf(
      sections.specialColumns,
      (oid: number, part: number, identity: string, generated: string, local: boolean) =>
        [oid, part, { identity, generated, local }] as const,
    ),
  );
  return gather(
    rowsOf(
      sections.columns,
      (relation: number, number: number, name: string, type: number, modifier: number, notNull: number) => {
        const more = special(relation, number);
        const column: Column = {
          number,
          name,
          type: typeName(type, modifier),
          type_oid: type,
          not_null: notNull === 1,
          default: defaults(relation, number) ?? null,
          identity: (more && identities[more.identity]) ?? null,
          generated: (more && generations[more.generated]) ?? null,
          collation: collations(relation, number) ?? null,
          inherited: more ? !more.local : false,
          comment: comment(relation, number) ?? null,
          grants: grants(relation, number),
        };
        return [relation, column] as const;
      },
    ),
  );
}

const sequencesOf = ({ sequences }: Sections) =>
  lookup(
    rowsOf(
      sequences,
      (
        oid: number,
        type: string,
        start: string,
        increment: string,
        min: string,
        max: string,
        cycles: boolean,
        relation: number | null,
        column: number,
      ) => {
        const owned_by = relation === null ? null : { relation, column };
        return [oid, 0, { type, start, increment, min, max, cycles, owned_by } satisfies Sequence] as const;
      },
    ),
  );
