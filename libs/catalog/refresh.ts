import { type Fingerprint, fingerprint } from './fingerprint.js';
import { inOrder, introspect, introspectRelations, type ReadOptions } from './introspect.js';
import type { Catalog, Relation } from './model.js';
import type { Query } from './query.js';

export type Known = { catalog: Catalog; fingerprint: Fingerprint };

/** What had to be read again to be up to date. */
export type Refreshed = Known & { read: 'nothing' | 'everything' | { relations: number } };

/** Beyond this share of all relations, reading each of them costs more than reading all. */
const worthwhile = 0.25;

/** Brings what is known up to date, and reads no more for it than it must. The fingerprint is taken first: what moves between it and the reading is read once more the next time. */
export async function refresh(
  query: Query,
  known: Known | undefined,
  options: ReadOptions,
): Promise<Refreshed> {
  const now = await fingerprint(query, options);
  const all = async (): Promise<Refreshed> => ({
    catalog: await introspect(query, options),
    fingerprint: now,
    read: 'everything',
  });
  if (!known || known.catalog.server.version !== options.version) return all();
  if (now.others.some((part, kind) => part !== known.fingerprint.others[kind])) return all();

  const moved = [...now.relations].filter(([oid, part]) => known.fingerprint.relations.get(oid) !== part);
  const gone = [...known.fingerprint.relations.keys()].filter((oid) => !now.relations.has(oid));
  if (moved.length === 0 && gone.length === 0) return { ...known, fingerprint: now, read: 'nothing' };
  if (moved.length > now.relations.size * worthwhile) return all();

  const oids = moved.map(([oid]) => oid);
  if (mentionedByRoutines(known.catalog, [...oids, ...gone])) return all();
  const read = oids.length > 0 ? await introspectRelations(query, oids, options) : [];
  if (renamed(known.catalog, read)) return all();
  return { ...merged(known.catalog, read, new Set(gone)), fingerprint: now };
}

/** The body of a routine that the server keeps parsed is written in names, which may be other names now. */
const mentionedByRoutines = ({ routines }: Catalog, oids: readonly number[]) =>
  routines.some(({ uses }) => uses.some(({ oid }) => oids.includes(oid)));

/** Names are everywhere: in types, defaults, triggers. */
function renamed({ relations }: Catalog, read: readonly Relation[]) {
  const before = new Map(relations.map((relation) => [relation.oid, relation]));
  return read.some(({ oid, schema, name }) => {
    const old = before.get(oid);
    return old && (old.name !== name || old.schema !== schema);
  });
}

function merged(catalog: Catalog, read: readonly Relation[], gone: ReadonlySet<number>) {
  const fresh = new Set(read.map(({ oid }) => oid));
  const kept = catalog.relations.filter(({ oid }) => !fresh.has(oid) && !gone.has(oid));
  return {
    catalog: { ...catalog, relations: inOrder([...kept, ...read]) },
    read: { relations: read.length },
  };
}
