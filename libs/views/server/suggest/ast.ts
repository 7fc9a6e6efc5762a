import type { A_Expr, ColumnRef, Node, SelectStmt } from 'libpg-query';
import { parse } from '../../sql/parser.js';

export type { A_Expr, ColumnRef, Node, SelectStmt };

type Kind<K extends string> = Extract<Node, Record<K, unknown>>;

/** The inside of a node of this kind. */
export const as = <K extends string>(node: Node | undefined, kind: K) =>
  node && kind in node ? ((node as Kind<K>)[kind as unknown as keyof Kind<K>] as Inner<K>) : undefined;
type Inner<K extends string> = Kind<K> extends Record<K, infer I> ? I : never;

/** Everything of this kind within a node, from the outside in; `into` says what is looked into. */
export function* within<K extends string>(
  value: unknown,
  kind: K,
  into: (kind: string) => boolean = () => true,
): Generator<Inner<K>> {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, part] of Object.entries(value)) {
    if (key === kind) yield part as Inner<K>;
    if (into(key)) yield* within(part, kind, into);
  }
}

const textOf = (node: Node | undefined) => as(node, 'String')?.sval;

/** `alias.column`; undefined for a star, a bare name or more. */
export function columnOf(node: Node | undefined): { alias: string; column: string } | undefined {
  const fields = as(node, 'ColumnRef')?.fields ?? [];
  const [alias, column] = fields.slice(-2).map(textOf);
  return fields.length >= 2 && alias !== undefined && column !== undefined ? { alias, column } : undefined;
}
export const fieldsOf = ({ fields = [] }: ColumnRef) => fields.map(textOf);
export const isStar = ({ fields = [] }: ColumnRef) => as(fields.at(-1), 'A_Star') !== undefined;

export const operatorOf = ({ name = [] }: A_Expr) => textOf(name.at(-1)) ?? '';
export const functionOf = (names: readonly Node[] = []) => textOf(names.at(-1)) ?? '';

/** What all has to hold, where it is written as one condition. */
export function conjunctsOf(node: Node | undefined): Node[] {
  if (!node) return [];
  const both = as(node, 'BoolExpr');
  return both?.boolop === 'AND_EXPR' ? (both.args ?? []).flatMap(conjunctsOf) : [node];
}

/** A condition as a plan shows it; one that cannot be written in SQL, as of a subplan, is none. */
export async function conditionOf(text: string | undefined): Promise<Node[]> {
  if (text === undefined) return [];
  const select = await selectOf(`select ${text}`).catch(() => undefined);
  return conjunctsOf(as(select?.targetList?.[0], 'ResTarget')?.val);
}

export async function selectOf(sql: string): Promise<SelectStmt | undefined> {
  return as((await parse(sql))[0]?.stmt, 'SelectStmt');
}
