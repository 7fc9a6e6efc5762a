import type { Catalog, Relation } from '@pgai/catalog/model.js';
import {
  as,
  type ColumnRef,
  columnOf,
  conjunctsOf,
  fieldsOf,
  isStar,
  type Node,
  operatorOf,
  type SelectStmt,
  within,
} from './ast.js';
import { columnNamed, relationOf } from './relations.js';

/** A table of a FROM, with what ties it to the others. */
export type Joined = {
  alias: string;
  relation: Relation;
  /** null: the first one, that others are joined to */
  kind: 'left' | 'inner' | 'other' | null;
  /** its columns that are compared with one of another table */
  keys: Set<string>;
  partners: Relation[];
  /** in the output; anywhere but in the condition that joins it */
  shown: boolean;
  used: boolean;
};

type Place = { alias: string; relation: Relation; kind: Joined['kind']; on: Node | undefined };

/** Undefined where the query reads something else than tables joined by conditions, or uses names that say not of which. */
export function joinedOf(select: SelectStmt, catalog: Catalog): Joined[] | undefined {
  const [from, ...more] = select.fromClause ?? [];
  const places = more.length === 0 && from ? placesOf(from, catalog, null) : undefined;
  if (!places) return undefined;
  const aliasOf = (ref: ColumnRef) => aliasIn(ref, places);
  const refs = (value: unknown) => [...within(value, 'ColumnRef')];
  const { fromClause: _, targetList, ...rest } = select;
  const [shown, elsewhere] = [refs(targetList), refs(rest)];
  if ([...shown, ...elsewhere].some((ref) => isStar(ref) || aliasOf(ref) === undefined)) return undefined;
  const [inOutput, inRest] = [new Set(shown.map(aliasOf)), new Set(elsewhere.map(aliasOf))];

  return places.map(({ alias, relation, kind, on }) => {
    const keys = new Set<string>();
    const partners: Relation[] = [];
    for (const [mine, theirs] of places.flatMap((place) => pairsOf(place.on)))
      for (const [one, other] of [
        [mine, theirs],
        [theirs, mine],
      ])
        if (one?.alias === alias && other) {
          keys.add(one.column);
          partners.push(
            ...places.filter((place) => place.alias === other.alias).map((place) => place.relation),
          );
        }
    const inOtherJoins = places.some(
      (place) => place.on !== on && refs(place.on).some((ref) => aliasOf(ref) === alias),
    );
    const used = inOutput.has(alias) || inRest.has(alias) || inOtherJoins;
    return { alias, relation, kind, keys, partners, shown: inOutput.has(alias), used };
  });
}

const kinds: Record<string, Joined['kind']> = { JOIN_LEFT: 'left', JOIN_INNER: 'inner' };

function placesOf(
  node: Node,
  catalog: Catalog,
  joined: Omit<Place, 'alias' | 'relation'> | null,
): Place[] | undefined {
  const table = as(node, 'RangeVar');
  if (table?.relname !== undefined) {
    const relation = relationOf(catalog, table.schemaname, table.relname);
    const alias = table.alias?.aliasname ?? table.relname;
    return relation && [{ alias, relation, kind: joined?.kind ?? null, on: joined?.on }];
  }
  const join = as(node, 'JoinExpr');
  if (!join?.larg || !join.rarg || join.usingClause || join.isNatural || join.alias) return undefined;
  const left = placesOf(join.larg, catalog, joined);
  const right = placesOf(join.rarg, catalog, { kind: kinds[`${join.jointype}`] ?? 'other', on: join.quals });
  return left && right && [...left, ...right];
}

/** Columns of two tables that have to be equal. */
const pairsOf = (on: Node | undefined) =>
  conjunctsOf(on).flatMap((condition) => {
    const compared = as(condition, 'A_Expr');
    const sides = [columnOf(compared?.lexpr), columnOf(compared?.rexpr)] as const;
    const equal = compared?.kind === 'AEXPR_OP' && operatorOf(compared) === '=';
    return equal && sides[0] && sides[1] && sides[0].alias !== sides[1].alias ? [sides] : [];
  });

function aliasIn(ref: ColumnRef, places: readonly Place[]): string | undefined {
  const fields = fieldsOf(ref);
  if (fields.length > 1) return fields.at(-2);
  const owners = places.filter(({ relation }) => columnNamed(relation, fields[0] ?? ''));
  return owners.length === 1 ? owners[0]?.alias : undefined;
}
