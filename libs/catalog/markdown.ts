import { describeConstraint, describeIndex, describePolicy } from './describe.js';
import type { Catalog, Relation, Routine } from './model.js';
import { type Names, namesOf, signature } from './names.js';

type Options = {
  title: string;
  /** one schema, or all */
  schema?: string | undefined;
  /** what people noted, by object and column number (0: the whole) */
  note: (oid: number, column: number) => string | null;
  footer: string;
};

/** What is in a name or a comment stays text. */
const plain = (text: string) => text.replaceAll(/[\\`*_[\]<>|#]/g, '\\$&').replaceAll(/\s*\n\s*/g, ' ');
const code = (text: string) => {
  const fence = '`'.repeat(Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length)) + 1);
  return `${fence}${text.replaceAll('\n', ' ').replaceAll('|', '\\|')}${fence}`;
};
const block = (text: string) => `\`\`\`\`sql\n${text.replaceAll('````', '')}\n\`\`\`\``;

/** A schema as a document that reads well as text and as a page. */
export function markdown(catalog: Catalog, { title, schema, note, footer }: Options) {
  const names = namesOf(catalog);
  const here = <T extends { schema: string }>(list: readonly T[]) =>
    list.filter((object) => schema === undefined || object.schema === schema);
  const relations = here(catalog.relations);
  const some = (kinds: readonly string[]) => relations.filter(({ kind }) => kinds.includes(kind));
  const section = (heading: string, parts: readonly string[]) =>
    parts.length > 0 ? [`## ${heading}`, ...parts] : [];
  const relation = (one: Relation) => relationText(one, names, note);
  return [
    `# ${plain(title)}`,
    ...section('Tables', some(['table', 'partitioned_table', 'foreign_table']).map(relation)),
    ...section('Views', some(['view', 'materialized_view']).map(relation)),
    ...section(
      'Functions',
      here(catalog.routines).map((one) => routineText(one, note)),
    ),
    ...section(
      'Types',
      here(catalog.types).map(({ oid, schema: of, name, kind, base, labels, comment }) =>
        [
          `### ${plain(`${of}.${name}`)}`,
          [kind, base && code(base), labels.map((label) => code(label.name)).join(', ')]
            .filter(Boolean)
            .join(': '),
          ...said(comment, note(oid, 0)),
        ].join('\n\n'),
      ),
    ),
    '---',
    plain(footer),
    '',
  ].join('\n\n');
}

const said = (comment: string | null, note: string | null) => [
  ...(comment ? [plain(comment)] : []),
  ...(note ? [`> ${plain(note)}`] : []),
];

function relationText(relation: Relation, names: Names, note: Options['note']) {
  const { oid, schema, name, comment, columns, definition } = relation;
  const rows = columns.map((column) =>
    [
      code(column.name),
      code(column.type),
      column.not_null ? 'no' : 'yes',
      column.default === null ? '' : code(column.default),
      said(column.comment, note(oid, column.number)).join(' ').replaceAll('> ', ''),
    ].join(' | '),
  );
  const list = (heading: string, lines: readonly string[]) =>
    lines.length > 0 ? [`**${heading}**`, lines.map((line) => `- ${line}`).join('\n')] : [];
  return [
    `### ${plain(`${schema}.${name}`)}`,
    ...said(comment, note(oid, 0)),
    ...(rows.length > 0
      ? [
          [
            '| Column | Type | Null | Default | Meaning |',
            '| --- | --- | --- | --- | --- |',
            ...rows.map((row) => `| ${row} |`),
          ].join('\n'),
        ]
      : []),
    ...list(
      'Keys',
      relation.constraints.map((c) => `${code(c.name)}: ${code(describeConstraint(c, oid, names))}`),
    ),
    ...list(
      'Indexes',
      relation.indexes.map((i) => `${code(i.name)}: ${code(describeIndex(i, relation))}`),
    ),
    ...list(
      'Triggers',
      relation.triggers.map((t) => `${code(t.name)}: ${code(t.definition)}`),
    ),
    ...list(
      'Policies',
      relation.policies.map((p) => `${code(p.name)}: ${code(describePolicy(p))}`),
    ),
    ...(definition ? [block(definition)] : []),
  ].join('\n\n');
}

const routineText = (routine: Routine, note: Options['note']) =>
  [
    `### ${plain(`${routine.schema}.${routine.name}`)}`,
    `${routine.kind} ${code(`${routine.name}(${signature(routine)})`)} returns ${routine.returns_set ? 'set of ' : ''}${code(routine.returns)}, ${routine.volatility}, ${routine.language}`,
    ...said(routine.comment, note(routine.oid, 0)),
  ].join('\n\n');
