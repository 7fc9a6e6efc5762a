import type { Grant } from '../model.js';
import { catalogue } from './notes.sql.js';
import { rowsOf } from './section.js';
import type { Sections } from './statement.js';

/** Several rows that hang on one object, in the order they came. */
export class Groups<Row> {
  private readonly groups = new Map<number, Row[]>();

  add(owner: number, row: Row) {
    const group = this.groups.get(owner);
    if (group) group.push(row);
    else this.groups.set(owner, [row]);
  }

  of(owner: number): Row[] {
    return this.groups.get(owner) ?? [];
  }
}

export function gather<Row>(rows: readonly (readonly [owner: number, row: Row])[]) {
  const groups = new Groups<Row>();
  for (const [owner, row] of rows) groups.add(owner, row);
  return groups;
}

/** One value per object, or per column of one. Object ids have 32 bits, column numbers at most 11. */
export class Lookup<Value> {
  private readonly values = new Map<number, Value>();

  set(oid: number, part: number, value: Value) {
    this.values.set(oid * 4_096 + part, value);
  }

  of(oid: number, part = 0): Value | undefined {
    return this.values.size === 0 ? undefined : this.values.get(oid * 4_096 + part); // asked for every column
  }
}

/** Made once for an answer, whoever asks. */
export const once = <T>(make: (sections: Sections) => T) => {
  const made = new WeakMap<Sections, T>();
  return (sections: Sections): T => {
    const known = made.get(sections);
    if (known) return known;
    const fresh = make(sections);
    made.set(sections, fresh);
    return fresh;
  };
};

type Kind = keyof typeof catalogue;
const kinds = Object.keys(catalogue) as Kind[];

export const commentsOf = once(({ comments }) => {
  const lookups = Object.fromEntries(kinds.map((kind) => [kind, new Lookup<string>()])) as Record<
    Kind,
    Lookup<string>
  >;
  const byClass = new Map(kinds.map((kind) => [catalogue[kind] as number, lookups[kind]]));
  rowsOf(comments, (kind: number, oid: number, part: number, text: string) =>
    byClass.get(kind)?.set(oid, part, text),
  );
  return lookups;
});

/** Shared by all that nobody else has a right on. */
const nobody: Grant[] = [];

class Grants {
  private readonly lookup = new Lookup<Grant[]>();

  add(oid: number, part: number, grant: Grant) {
    const known = this.lookup.of(oid, part);
    if (known) known.push(grant);
    else this.lookup.set(oid, part, [grant]);
  }

  of(oid: number, part = 0): Grant[] {
    return this.lookup.of(oid, part) ?? nobody;
  }
}

export const grantsOf = once(({ grants }) => {
  const found = { relation: new Grants(), routine: new Grants(), schema: new Grants() };
  const byClass = new Map<number, Grants>([
    [catalogue.relation, found.relation],
    [catalogue.routine, found.routine],
    [catalogue.schema, found.schema],
  ]);
  rowsOf(
    grants,
    (kind: number, oid: number, part: number, grantee: string, privileges: string[], grantable: boolean) =>
      byClass.get(kind)?.add(oid, part, { grantee, privileges, grantable }),
  );
  return found;
});

/** The server's name of a type with its modifier (`numeric(12,2)`). */
export const typeNamesOf = once(({ typeNames }) => {
  const names = new Map<number, Map<number, string>>();
  rowsOf(typeNames, (type: number, modifier: number, name: string) => {
    const known = names.get(type);
    if (known) known.set(modifier, name);
    else names.set(type, new Map([[modifier, name]]));
  });
  return (type: number, modifier = -1) => names.get(type)?.get(modifier) ?? `type ${type}`;
});
