import { type Column, type Relation, relationKinds, type Sequence } from '../model.js';
import { constraintsOf, indexesOf, policiesOf, triggersOf, usesOf } from './build-parts.js';
import { commentsOf, Groups, grantsOf, Lookup, typeNamesOf } from './lookups.js';
import { rowsOf } from './section.js';
import type { Sections } from './statement.js';

const identities: Record<string, Column['identity']> = { a: 'always', d: 'by default' };
const generations: Record<string, Column['generated']> = { s: 'stored', v: 'virtual' };

export function buildRelations(sections: Sections, schemaName: (oid: number) => string): Relation[] {
  const [comments, grants] = [commentsOf(sections), grantsOf(sections)];
  const columns = columnsOf(sections, comments.relation, grants.relation);
  const parents = new Groups<number>();
  rowsOf(sections.parents, (child: number, parent: number) => parents.add(child, parent));
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
      comment: comments.relation.of(oid) ?? null,
      unlogged: persistence === 'u',
      options: options ?? [],
      row_security: { enabled: secured, forced },
      populated,
      definition,
      partition_key: key,
      partition_bound: bound,
      parents: parents.of(oid),
      columns: columns.of(oid),
      constraints: constraints.of(oid),
      indexes: indexes.of(oid),
      triggers: triggers.of(oid),
      policies: policies.of(oid),
      grants: grants.relation.of(oid),
      uses: uses.relation.of(oid),
      sequence: sequences.of(oid) ?? null,
    }),
  );
}

type Comments = ReturnType<typeof commentsOf>['relation'];
type Rights = ReturnType<typeof grantsOf>['relation'];

function columnsOf(sections: Sections, comments: Comments, rights: Rights) {
  const typeName = typeNamesOf(sections);
  const [defaults, collations] = [new Lookup<string>(), new Lookup<string>()];
  const special = new Lookup<{ identity: string; generated: string; local: boolean }>();
  rowsOf(sections.defaults, (oid: number, part: number, sql: string) => defaults.set(oid, part, sql));
  rowsOf(sections.collations, (oid: number, part: number, name: string) => collations.set(oid, part, name));
  rowsOf(
    sections.specialColumns,
    (oid: number, part: number, identity: string, generated: string, local: boolean) =>
      special.set(oid, part, { identity, generated, local }),
  );
  const columns = new Groups<Column>();
  rowsOf(
    sections.columns,
    (relation: number, number: number, name: string, type: number, modifier: number, notNull: number) => {
      const more = special.of(relation, number);
      columns.add(relation, {
        number,
        name,
        type: typeName(type, modifier),
        type_oid: type,
        not_null: notNull === 1,
        default: defaults.of(relation, number) ?? null,
        identity: (more && identities[more.identity]) ?? null,
        generated: (more && generations[more.generated]) ?? null,
        collation: collations.of(relation, number) ?? null,
        inherited: more ? !more.local : false,
        comment: comments.of(relation, number) ?? null,
        grants: rights.of(relation, number),
      });
    },
  );
  return columns;
}

function sequencesOf({ sequences }: Sections) {
  const found = new Lookup<Sequence>();
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
      found.set(oid, 0, { type, start, increment, min, max, cycles, owned_by });
    },
  );
  return found;
}
