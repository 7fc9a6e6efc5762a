import type { Catalog, Relation, Routine } from '../model.js';
import { type Names, namesOf } from '../names.js';
import type { Affected, Subject } from './change.js';

/** Two states, and how they are told apart. */
export type Context = {
  before: Side;
  after: Side;
  /** of one database: an id is the same thing before and after */
  byId: boolean;
  /** two texts that differ at most by names which are others now */
  same: (a: string | null, b: string | null) => boolean;
};

/** One of the two states, with what is asked of it again and again. */
export type Side = {
  catalog: Catalog;
  names: Names;
  usersOf: (oid: number) => readonly (Relation | Routine)[];
};

export function sideOf(catalog: Catalog): Side {
  const users = new Map<number, (Relation | Routine)[]>();
  for (const object of [...catalog.relations, ...catalog.routines]) {
    for (const { oid } of object.uses) {
      const known = users.get(oid);
      if (known) known.push(object);
      else users.set(oid, [object]);
    }
  }
  return { catalog, names: namesOf(catalog), usersOf: (oid) => users.get(oid) ?? [] };
}

export const subjectOf = (object: Relation | Routine): Subject => ({
  kind: 'columns' in object ? object.kind : 'routine',
  oid: object.oid,
  schema: object.schema,
  name: object.name,
});

/** Views, policies and routines written in terms of an object, or of one column of it; and the views above these. */
export function affectedBy(side: Side, oid: number, column?: number): Affected[] {
  const found = new Map<number, Affected>();
  const look = (target: number, number: number | undefined) => {
    for (const user of side.usersOf(target)) {
      if (user.oid === oid || found.has(user.oid)) continue;
      const columns = user.uses.filter((use) => use.oid === target).flatMap((use) => use.columns);
      if (number !== undefined && !columns.includes(number)) continue;
      found.set(user.oid, { ...subjectOf(user), columns: side.names.columns(target, columns) });
      look(user.oid, undefined);
    }
  };
  look(oid, column);
  return [...found.values()];
}

const views: readonly string[] = ['view', 'materialized_view'];
export const isView = ({ kind }: Relation) => views.includes(kind);

/** Somebody but its owner may read it, so clients may be bound to its very shape. */
export const exposed = (relation: Relation) =>
  isView(relation) || [relation, ...relation.columns].some(({ grants }) => grants.length > 0);
