import { quoteName } from '../../definition/quote.js';
import { as } from './ast.js';
import type { Found, Look } from './look.js';
import { columnNamed, createIndex, indexOn } from './relations.js';
import { evidence, findable, wasteful } from './scans.js';

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
