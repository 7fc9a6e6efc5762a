import { typeRule } from '@pgai/catalog/diff/type-change.js';
import type { Catalog } from '@pgai/catalog/model.js';
import type { OutputColumn } from '@pgai/contracts/view-analysis.js';
import type { SelectedColumn } from '@pgai/contracts/view-definition.js';
import type { Side } from './side.js';
import { treeOf } from './side.js';
import { toldBy } from './told.js';
import type { VersionFinding } from './version-rules.js';

/** Types are told apart by their names alone; what a domain is made of is not known here. */
const noCatalog: Catalog = {
  server: { version: 0, database: '', database_oid: 0 },
  schemas: [],
  relations: [],
  types: [],
  routines: [],
  extensions: [],
};

/** What the columns of a view say to whoever reads them. */
export function columnFindings(before: Side, after: Side): VersionFinding[] {
  const [old, now] = [made(before), made(after)];
  const gone = before.columns.filter(({ name }) => !now.has(name));
  const added = after.columns.filter(({ name }) => !old.has(name));
  const findings: VersionFinding[] = [];
  for (const column of gone) {
    const index = added.findIndex((other) => isSame(old.get(column.name), now.get(other.name)));
    const [renamed] = index < 0 ? [] : added.splice(index, 1);
    if (renamed)
      findings.push({ rule: 'column-renamed', part: renamed.name, before: column.name, after: renamed.name });
    else findings.push({ rule: 'column-removed', part: column.name, before: column.type });
  }
  for (const { name, type } of added) findings.push({ rule: 'column-added', part: name, after: type });

  const stay = before.columns.flatMap(({ name }) => (now.has(name) ? [name] : []));
  const stand = after.columns.map(({ name }) => name);
  if (stay.some((name, index) => stand[index] !== name))
    findings.push({ rule: 'column-reordered', before: stay.join(', '), after: stand.join(', ') });
  return [...findings, ...stay.flatMap((name) => changed(old.get(name), now.get(name)))];
}

type Made = OutputColumn & { key: string; text: string; plain: boolean };

function made(side: Side): Map<string, Made> {
  const query = treeOf(side);
  const told = query && toldBy(query);
  return new Map(
    side.columns.map((column) => {
      const expression = query?.columns.find(
        (one) => one.id === column.node || nameOf(one) === column.name,
      )?.expression;
      const from = column.sources
        .map(({ schema, name, column }) => `${schema}.${name}.${column}`)
        .sort()
        .join(', ');
      const made =
        expression && told
          ? { key: told.same(expression), text: told.text(expression) }
          : { key: from, text: from };
      return [column.name, { ...column, ...made, plain: !expression || expression.kind === 'column' }];
    }),
  );
}

const nameOf = ({ alias, expression }: SelectedColumn) =>
  alias ?? (expression.kind === 'column' ? expression.column : null);

const isSame = (a: Made | undefined, b: Made | undefined) =>
  a !== undefined && b !== undefined && a.key !== '' && a.key === b.key && a.type === b.type;

function changed(was: Made | undefined, is: Made | undefined): VersionFinding[] {
  if (!was || !is) return [];
  const findings: VersionFinding[] = [];
  const part = is.name;
  const rule = was.type !== null && is.type !== null && typeRule(was.type, is.type, noCatalog, noCatalog);
  if (rule) findings.push({ rule, part, before: was.type, after: is.type });
  else if (was.key !== is.key)
    findings.push({
      rule: was.plain && is.plain ? 'column-source-changed' : 'expression-semantics-changed',
      part,
      before: was.text,
      after: is.text,
    });
  if (was.nullable === false && is.nullable !== false)
    findings.push({ rule: 'nullability-loosened-response', part });
  if (was.nullable !== false && is.nullable === false)
    findings.push({ rule: 'nullability-tightened-response', part });
  return findings;
}
