import type { Grant } from '../model.js';
import { catalogue } from './notes.sql.js';
import { rowsOf } from './section.js';
import type { Sections } from './statement.js';

/** Several rows that hang on one object, in the order they came. */
export function gather<Row>(rows: readonly (readonly [owner: number, row: Row])[]) {
  const groups = new Map<number, Row[]>();
  for (const [owner, row] of rows) {
    const group = groups.get(owner);
    if (group) group.push(row);
    else groups.set(owner, [row]);
  }
  const none: Row[] = [];
  return (owner: number) => groups.get(owner) ?? none;
}

/** One value per object, or per column of one. Object ids have 32 bits, column numbers at most 11. */
export function lookup<Value>(rows: readonly (readonly [oid: number, part: number, value: Value])[]) {
  const values = new Map(rows.map(([oid, part, value]) => [oid * 4_096 + part, value]));
  if (values.size === 0) return () => undefined; // asked for every column
  return (oid: number, part = 0) => values.get(oid * 4_096 + part);
}

export function commentsOf({ comments }: Sections) {
  const of = (kind: number) =>
    lookup(
      rowsOf(comments, (kinds: number, oid: number, part: number, text: string) => ({
        kinds,
        oid,
        part,
        text,
      }))
        .filter((row) => row.kinds === kind)
        .map(({ oid, part, text }) => [oid, part, text] as const),
    );
  return {
    relation: of(catalogue.relation),
    type: of(catalogue.type),
    routine: of(catalogue.routine),
    constraint: of(catalogue.constraint),
    schema: of(catalogue.schema),
    trigger: of(catalogue.trigger),
    policy: of(catalogue.policy),
  };
}

/** Shared by all that nobody else has a right on. */
const nobody: Grant[] = [];

type Granted = { kind: number; oid: number; part: number; grant: Grant };

export function grantsOf({ grants }: Sections) {
  const all = rowsOf(
    grants,
    (
      kind: number,
      oid: number,
      part: number,
      grantee: string,
      privileges: string[],
      grantable: boolean,
    ): Granted => ({
      kind,
      oid,
      part,
      grant: { grantee, privileges, grantable },
    }),
  );
  const of = (kind: number) => {
    const groups = new Map<number, Grant[]>();
    for (const { oid, part, grant } of all.filter((granted) => granted.kind === kind)) {
      const key = oid * 4_096 + part;
      groups.set(key, [...(groups.get(key) ?? []), grant]);
    }
    if (groups.size === 0) return () => nobody;
    return (oid: number, part = 0) => groups.get(oid * 4_096 + part) ?? nobody;
  };
  return { relation: of(catalogue.relation), routine: of(catalogue.routine), schema: of(catalogue.schema) };
}

/** The server's name of a type with its modifier (`numeric(12,2)`). */
export function typeNamesOf({ typeNames }: Sections) {
  const names = new Map<number, Map<number, string>>();
  rowsOf(typeNames, (type: number, modifier: number, name: string) => {
    const known = names.get(type);
    if (known) known.set(modifier, name);
    else names.set(type, new Map([[modifier, name]]));
  });
  return (type: number, modifier = -1) => names.get(type)?.get(modifier) ?? `type ${type}`;
}
