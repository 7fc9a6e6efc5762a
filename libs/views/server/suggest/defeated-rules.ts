import { quoteName } from '../../definition/quote.js';
import { as, type ColumnRef, columnOf, fieldsOf, functionOf, type Node, within } from './ast.js';
import type { Found, Look } from './look.js';
import { columnNamed, createIndex, indexOn } from './relations.js';
import { evidence, sideOf, wasteful, withoutRelabel } from './scans.js';

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
