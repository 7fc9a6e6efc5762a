import type { Decider } from '../decider.js';
import { DomainError } from '../domain-error.js';
import { type Actor, demand } from '../permissions/actor.js';
import type { Holder } from '../permissions/allows.js';
import type { Permission } from '../permissions/permissions.js';

export type ChangeClass = 'breaking' | 'conditional' | 'non-breaking' | 'info';

/** What was read, by its hashes: one of the structure, the same everywhere, and one of all that was read, ids included. */
export type Snapshot = {
  version_hash: string;
  content_hash: string;
  server_version: number;
  counts: { schemas: number; relations: number; columns: number; routines: number; types: number };
};

/** One typed difference, with the rule that gives it its class. Texts are cut to what a list shows. */
export type ChangeItem = {
  rule: string;
  class: ChangeClass;
  kind: string;
  oid: number;
  schema: string;
  name: string;
  part: string | null;
  before: string | null;
  after: string | null;
  message: string;
  /** views, policies and routines that the server says are written in terms of it */
  affected: string[];
};

/** An object by the id that its server gives it, or one of its columns. */
export type ObjectKey = { oid: number; column: number };

type By = { team_id: string; by: Actor; holder?: Holder | undefined };

export type SchemaCommand =
  | ({ type: 'RequestRefresh' } & By)
  | {
      type: 'RecordSnapshot';
      /** the content hash that the changes were found against; null for the first reading */
      since: string | null;
      snapshot: Snapshot;
      changes: ChangeItem[];
      /** how many there are, where the list was cut */
      change_count: number;
      /** what the trail in the database says of it, where there is one */
      trail?: { roles: string[]; seen: string } | undefined;
    }
  | { type: 'ReportFailure'; code: string; detail: string }
  | ({ type: 'AnnotateObject'; key: ObjectKey; name: string; text: string } & By)
  | ({ type: 'AdoptDrift' | 'IgnoreDrift'; change: string; note: string } & By)
  | ({ type: 'NoteTrail'; installed: boolean } & By);

export type SchemaEvent =
  | { type: 'SchemaRefreshRequested'; data: Record<string, never> }
  | { type: 'SchemaSnapshotRecorded'; data: Snapshot }
  | {
      type: 'SchemaChangeDetected';
      data: { from_hash: string; to_hash: string; changes: ChangeItem[]; change_count: number };
    }
  | {
      /** nobody in pgai made it; `roles` and the moment up to which the trail was read, where there is a trail */
      type: 'DriftDetected';
      data: { change: string; roles: string[]; seen: string | null };
    }
  | { type: 'DriftReverted'; data: { change: string; back_to: string } }
  | { type: 'TrailInstalled'; data: Record<string, never> }
  | { type: 'TrailRemoved'; data: Record<string, never> }
  | { type: 'SchemaRefreshFailed'; data: { code: string; detail: string } }
  | { type: 'SchemaRefreshRecovered'; data: Record<string, never> }
  | { type: 'ObjectAnnotated'; data: ObjectKey & { name: string; text: string } }
  | { type: 'DriftAdopted'; data: { change: string; note: string } }
  | { type: 'DriftIgnored'; data: { change: string; note: string } };

/** Of the snapshots only the newest counts; of changes which were seen (by the hash they led to) and what was decided. */
export type SchemaCatalog = {
  snapshot: Snapshot | undefined;
  failure: string | undefined;
  annotations: ReadonlyMap<string, string>;
  changes: ReadonlyMap<string, 'open' | 'adopted' | 'ignored' | 'reverted'>;
  /** what each change came from */
  origins: ReadonlyMap<string, string>;
  /** up to where the trail was read */
  seen: string | null;
};

export const decide = (command: SchemaCommand, catalog: SchemaCatalog): SchemaEvent[] => {
  switch (command.type) {
    case 'RequestRefresh':
      permitted(command, 'schema:refresh');
      return [{ type: 'SchemaRefreshRequested', data: {} }];
    case 'RecordSnapshot':
      return record(command, catalog);
    case 'ReportFailure': {
      const { code, detail } = command;
      return catalog.failure === code ? [] : [{ type: 'SchemaRefreshFailed', data: { code, detail } }];
    }
    case 'AnnotateObject': {
      permitted(command, 'schema:annotate');
      if (!catalog.snapshot) throw notRead();
      const { key, name, text } = command;
      if ((catalog.annotations.get(keyOf(key)) ?? '') === text) return [];
      return [{ type: 'ObjectAnnotated', data: { ...key, name, text } }];
    }
    case 'AdoptDrift':
      return settle(command, catalog, 'adopted', 'DriftAdopted');
    case 'IgnoreDrift':
      return settle(command, catalog, 'ignored', 'DriftIgnored');
    case 'NoteTrail':
      permitted(command, 'connections:update');
      return [{ type: command.installed ? 'TrailInstalled' : 'TrailRemoved', data: {} }];
  }
};

export const evolve = (catalog: SchemaCatalog, event: SchemaEvent): SchemaCatalog => {
  switch (event.type) {
    case 'SchemaSnapshotRecorded':
      return { ...catalog, snapshot: event.data };
    case 'SchemaChangeDetected':
      return {
        ...catalog,
        changes: new Map(catalog.changes).set(event.data.to_hash, 'open'),
        origins: new Map(catalog.origins).set(event.data.to_hash, event.data.from_hash),
      };
    case 'DriftDetected':
      return { ...catalog, seen: event.data.seen ?? catalog.seen };
    case 'DriftReverted': {
      const { change, back_to } = event.data;
      return {
        ...catalog,
        changes: new Map(catalog.changes).set(change, 'reverted').set(back_to, 'reverted'),
      };
    }
    case 'TrailInstalled':
    case 'TrailRemoved':
      return { ...catalog, seen: null };
    case 'SchemaRefreshFailed':
      return { ...catalog, failure: event.data.code };
    case 'SchemaRefreshRecovered':
      return { ...catalog, failure: undefined };
    case 'ObjectAnnotated': {
      const { text, ...key } = event.data;
      return { ...catalog, annotations: new Map(catalog.annotations).set(keyOf(key), text) };
    }
    case 'DriftAdopted':
      return { ...catalog, changes: new Map(catalog.changes).set(event.data.change, 'adopted') };
    case 'DriftIgnored':
      return { ...catalog, changes: new Map(catalog.changes).set(event.data.change, 'ignored') };
    default:
      return catalog; // a request changes no rule here, nor does an event written by a newer version
  }
};

export const schemaCatalog: Decider<SchemaCatalog, SchemaCommand, SchemaEvent> = {
  initial: {
    snapshot: undefined,
    failure: undefined,
    annotations: new Map(),
    changes: new Map(),
    origins: new Map(),
    seen: null,
  },
  decide,
  evolve,
};

type RecordSnapshot = Extract<SchemaCommand, { type: 'RecordSnapshot' }>;

/** Two processes may have read the same change: the first one tells it, the other finds it told. */
function record(
  { since, snapshot, changes, change_count, trail }: RecordSnapshot,
  catalog: SchemaCatalog,
): SchemaEvent[] {
  const now = catalog.snapshot?.content_hash;
  const recovered: SchemaEvent[] = catalog.failure ? [{ type: 'SchemaRefreshRecovered', data: {} }] : [];
  if (now === snapshot.content_hash) return recovered;
  if (since !== (now ?? null))
    throw new DomainError(
      'conflict',
      'schema-moved',
      'Somebody else has read this schema in the meantime.',
      'Read it again.',
    );
  const { version_hash: to_hash } = snapshot;
  const from_hash = catalog.snapshot?.version_hash ?? '';
  return [
    ...recovered,
    { type: 'SchemaSnapshotRecorded', data: snapshot },
    ...(changes.length > 0
      ? [
          { type: 'SchemaChangeDetected' as const, data: { from_hash, to_hash, changes, change_count } },
          drift(catalog, from_hash, to_hash, trail),
        ]
      : []),
  ];
}

/** What leads straight back to where an open drift came from needs no decision of anybody. */
function drift(
  { changes, origins }: SchemaCatalog,
  from: string,
  to: string,
  trail: RecordSnapshot['trail'],
): SchemaEvent {
  if (changes.get(from) === 'open' && origins.get(from) === to)
    return { type: 'DriftReverted', data: { change: from, back_to: to } };
  return {
    type: 'DriftDetected',
    data: { change: to, roles: trail?.roles ?? [], seen: trail?.seen ?? null },
  };
}

type Settle = Extract<SchemaCommand, { type: 'AdoptDrift' | 'IgnoreDrift' }>;

function settle(
  command: Settle,
  { changes }: SchemaCatalog,
  to: 'adopted' | 'ignored',
  type: 'DriftAdopted' | 'DriftIgnored',
): SchemaEvent[] {
  permitted(command, 'schema:decide');
  const { change, note } = command;
  const state = changes.get(change);
  if (!state) throw changeNotFound();
  return state === to ? [] : [{ type, data: { change, note } }];
}

const permitted = ({ by, holder }: By, permission: Permission) => demand(by, permission, () => holder);

const keyOf = ({ oid, column }: ObjectKey) => `${oid}.${column}`;

export const changeNotFound = () =>
  new DomainError('not-found', 'change-not-found', 'There is no such change of this schema.');

export const readingCancelled = () =>
  new DomainError(
    'conflict',
    'reading-cancelled',
    'The reading of this schema was cancelled.',
    'Refresh it when you want it read.',
  );

const notRead = () =>
  new DomainError(
    'conflict',
    'schema-not-read',
    'The schema of this database has not been read yet.',
    'Refresh it first.',
  );
