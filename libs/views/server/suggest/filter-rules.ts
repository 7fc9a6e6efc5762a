import type { Relation } from '@pgai/catalog/model.js';
import { quoteName } from '../../definition/quote.js';
import { as, type ColumnRef, columnOf, fieldsOf, functionOf, type Node, operatorOf, within } from './ast.js';
import { count, type Found, fewOf, type Look, manyRows, type Step } from './look.js';
import { columnNamed, createIndex, indexOn } from './relations.js';

type Scan = Step & { relation: Relation };
const equal = new Set(['=']);
const ranges = new Set(['<', '>', '<=', '>=']);

/** Large tables that are read whole for the sake of few rows. */
const wasteful = ({ steps }: Look) =>
  steps.filter(
    (step): step is Scan =>
      step.node['Node Type'] === 'Seq Scan' &&
      step.relation !== undefined &&
      step.filter.length > 0 &&
      step.tableRows >= manyRows &&
      step.node['Plan Rows'] <= step.tableRows * fewOf,
  );

const evidence = ({ node, tableRows }: Scan, what: string) =>
  `Reads all ${count(tableRows)} rows of ${node['Relation Name']} for ${count(node['Plan Rows'])}: ${what}.`;

const has = (node: Node | undefined) => [...within(node, 'ColumnRef')].length > 0;

type Side = { operator: string; side: Node; other: Node };
/** The side of a comparison that is about the table, where the other is a value. */
function sideOf(condition: Node): Side | undefined {
  const compared = as(condition, 'A_Expr');
  const { lexpr, rexpr } = compared ?? {};
  if (!compared || !lexpr || !rexpr || has(lexpr) === has(rexpr)) return undefined;
  if (compared.kind !== 'AEXPR_OP' && compared.kind !== 'AEXPR_OP_ANY') return undefined;
  const [side, other] = has(lexpr) ? [lexpr, rexpr] : [rexpr, lexpr];
  return { operator: operatorOf(compared), side, other };
}

/** A column compared with a value, so that an index on it would find the rows. */
function findable(condition: Node) {
  const compared = sideOf(condition);
  const column = columnOf(compared && withoutRelabel(compared.side))?.column;
  if (!compared || column === undefined) return undefined;
  if (equal.has(compared.operator)) return { column, first: true };
  return ranges.has(compared.operator) ? { column, first: false } : undefined;
}

/** `varchar` is compared as `text`, by the same index. */
function withoutRelabel(node: Node): Node {
  const cast = as(node, 'TypeCast');
  const to = functionOf(cast?.typeName?.names);
  return cast?.arg && to === 'text' ? cast.arg : node;
}

export function missingIndexOnFilter(look: Look): Found[] {
  return wasteful(look).flatMap((scan) => {
    const columns = scan.filter.flatMap((condition) => findable(condition) ?? []);
    const known = columns.filter(({ column }) => columnNamed(scan.relation, column));
    if (known.length === 0 || known.some(({ column }) => indexOn(scan.relation, column))) return [];
    const equalities = known.filter(({ first }) => first).map(({ column }) => column);
    const range = known.find(({ first }) => !first)?.column;
    const keys = [...new Set([...equalities.slice(0, 3), ...(range === undefined ? [] : [range])])];
    return {
      severity: 'warning',
      message: `An index on ${keys.join(', ')} of ${scan.relation.name} would find these rows.`,
      evidence: evidence(scan, scan.node.Filter ?? ''),
      statement: createIndex(scan.relation, keys.map(quoteName)),
      node: look.nodeOf(scan.node.Alias),
      step: scan.id,
    };
  });
}

export function castDefeatsIndex(look: Look): Found[] {
  return wasteful(look).flatMap((scan) =>
    scan.filter.flatMap((condition): Found[] => {
      const cast = as(sideOf(condition)?.side, 'TypeCast');
      const name = columnOf(cast?.arg)?.column;
      const column = name === undefined ? undefined : columnNamed(scan.relation, name);
      if (
        !column ||
        !indexOn(scan.relation, column.name) ||
        !changesOrder(column.type, cast?.typeName?.names)
      )
        return [];
      const to = functionOf(cast?.typeName?.names);
      return [
        {
          severity: 'warning',
          message: `Compare ${column.name} as ${column.type}, not as ${to}: a range of it, or a value of its own type, can use the index.`,
          evidence: evidence(
            scan,
            `${indexOn(scan.relation, column.name)?.name} is on ${column.name} as it is stored`,
          ),
          statement: null,
          node: look.nodeOf(scan.node.Alias),
          step: scan.id,
        },
      ];
    }),
  );
}

const changesOrder = (type: string, to: readonly Node[] = []) =>
  !(functionOf(to) === 'text' && /^(character varying|text|pg_catalog\.name|name)/.test(type));

const immutable = new Set(['lower', 'upper', 'btrim', 'ltrim', 'rtrim', 'length', 'abs', 'md5']);

export function functionOnIndexedColumn(look: Look): Found[] {
  return wasteful(look).flatMap((scan) =>
    scan.filter.flatMap((condition): Found[] => {
      const call = as(sideOf(condition)?.side, 'FuncCall');
      const [ref, ...more]: ColumnRef[] = call ? [...within(call, 'ColumnRef')] : [];
      const name = ref && fieldsOf(ref).at(-1);
      const index = name === undefined ? undefined : indexOn(scan.relation, name);
      const called = functionOf(call?.funcname);
      if (!call || name === undefined || !index || more.length > 0) return [];
      if (scan.relation.indexes.some(({ expressions }) => expressions?.includes(`${called}(`))) return [];
      const plain = immutable.has(called) && call.args?.length === 1;
      return [
        {
          severity: 'warning',
          message: plain
            ? `An index on ${called}(${name}) would find these rows; the one on ${name} cannot.`
            : `Compare ${name} itself, for example with a range: the index on it cannot serve ${called}().`,
          evidence: evidence(scan, `${index.name} is on ${name}, and ${called}() is applied to it`),
          statement: plain ? createIndex(scan.relation, [`${called}(${quoteName(name)})`]) : null,
          node: look.nodeOf(scan.node.Alias),
          step: scan.id,
        },
      ];
    }),
  );
}

export function leadingWildcard(look: Look): Found[] {
  return wasteful(look).flatMap((scan) =>
    scan.filter.flatMap((condition): Found[] => {
      const compared = sideOf(condition);
      const name = columnOf(compared && withoutRelabel(compared.side))?.column;
      if (!compared || name === undefined || !/^~~\*?$/.test(compared.operator)) return [];
      const pattern = as(as(compared.other, 'TypeCast')?.arg ?? compared.other, 'A_Const')?.sval?.sval ?? '';
      if (!/^[%_]/.test(pattern)) return [];
      const trigrams = look.catalog.extensions.find((extension) => extension.name === 'pg_trgm');
      const operators = `${quoteName(name)} ${quoteName(trigrams?.schema ?? 'public')}.gin_trgm_ops`;
      if (
        scan.relation.indexes.some(
          ({ method, columns }) =>
            method === 'gin' && columns.includes(columnNamed(scan.relation, name)?.number ?? -1),
        )
      )
        return [];
      return [
        {
          severity: 'warning',
          message: trigrams
            ? `A trigram index on ${name} finds a text in the middle.`
            : `A trigram index on ${name} finds a text in the middle; it needs the extension pg_trgm first.`,
          evidence: evidence(
            scan,
            `the pattern ${pattern} begins with a wildcard, and no ordered index helps`,
          ),
          statement: createIndex(scan.relation, [operators], 'gin'),
          node: look.nodeOf(scan.node.Alias),
          step: scan.id,
        },
      ];
    }),
  );
}

export function orAcrossColumns(look: Look): Found[] {
  return wasteful(look).flatMap((scan) =>
    scan.filter.flatMap((condition): Found[] => {
      const either = as(condition, 'BoolExpr');
      if (either?.boolop !== 'OR_EXPR') return [];
      const parts = (either.args ?? []).map((part) => findable(part)?.column);
      const names = [...new Set(parts)].filter((name) => name !== undefined);
      if (parts.includes(undefined) || names.length < 2) return [];
      const bare = names.filter((name) => !indexOn(scan.relation, name));
      if (bare.length === 0) return [];
      return [
        {
          severity: 'warning',
          message: `Each of ${names.join(', ')} needs an index of its own, or the query is better written as a union of one for each.`,
          evidence: evidence(scan, `no index on ${bare.join(', ')}, and one alone cannot answer an OR`),
          statement: bare.map((name) => createIndex(scan.relation, [quoteName(name)])).join('\n'),
          node: look.nodeOf(scan.node.Alias),
          step: scan.id,
        },
      ];
    }),
  );
}
