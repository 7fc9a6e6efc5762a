import { describe, it } from 'vitest';
import { given } from '../testing/given.js';
import { type ChangeItem, type SchemaEvent, type Snapshot, schemaCatalog } from './schema-catalog.js';

const counts = { schemas: 1, relations: 2, columns: 9, routines: 0, types: 0 };
const snapshot = (hash: string): Snapshot => ({
  version_hash: `v${hash}`,
  content_hash: hash,
  server_version: 180004,
  counts,
});
const recorded = (hash: string): SchemaEvent => ({ type: 'SchemaSnapshotRecorded', data: snapshot(hash) });
const item: ChangeItem = {
  rule: 'base-column-removed',
  class: 'breaking',
  kind: 'table',
  oid: 16_400,
  schema: 'sales',
  name: 'orders',
  part: 'note',
  before: 'text',
  after: null,
  message: 'Column note of sales.orders is gone',
  affected: ['sales.open_orders'],
};
const detected: SchemaEvent = {
  type: 'SchemaChangeDetected',
  data: { from_hash: 'va', to_hash: 'vb', changes: [item], change_count: 1 },
};
const drifted: SchemaEvent = { type: 'DriftDetected', data: { change: 'vb', roles: [], seen: null } };
const failed: SchemaEvent = { type: 'SchemaRefreshFailed', data: { code: 'timed-out', detail: 'Too slow.' } };
const record = (since: string | null, hash: string, changes: ChangeItem[] = []) =>
  ({
    type: 'RecordSnapshot',
    since,
    snapshot: snapshot(hash),
    changes,
    change_count: changes.length,
  }) as const;
const team_id = '01939f5c-7b02-7d44-8f00-9c2f61d0e7aa';
const by = (role: 'developer' | 'viewer') =>
  ({ team_id, by: { kind: 'user', id: 'ada' }, holder: { role } }) as const;

describe('reading', () => {
  it('records the first snapshot', () => given(schemaCatalog).when(record(null, 'a')).decides(recorded('a')));
  it('records what changed since', () =>
    given(schemaCatalog, recorded('a'))
      .when(record('a', 'b', [item]))
      .decides(recorded('b'), detected, drifted));
  it('that found nothing new says nothing', () =>
    given(schemaCatalog, recorded('a')).when(record('a', 'a')).decides());
  it('by two at once is told once', () =>
    given(schemaCatalog, recorded('a'), recorded('b'), detected)
      .when(record('a', 'b', [item]))
      .decides());
  it('is refused when it was compared with what is no longer the newest', () =>
    given(schemaCatalog, recorded('a'), recorded('b')).when(record('a', 'c')).refused('schema-moved'));
});

describe('a failure', () => {
  const report = { type: 'ReportFailure', code: 'timed-out', detail: 'Too slow.' } as const;
  it('is told once', () => given(schemaCatalog).when(report).decides(failed));
  it('that goes on is not told again', () => given(schemaCatalog, failed).when(report).decides());
  it('is over with the next reading', () =>
    given(schemaCatalog, recorded('a'), failed)
      .when(record('a', 'a'))
      .decides({ type: 'SchemaRefreshRecovered', data: {} }));
});

describe('a note', () => {
  const note = {
    type: 'AnnotateObject',
    key: { oid: 16_400, column: 0 },
    name: 'sales.orders',
    text: 'Accepted ones.',
  } as const;
  const annotated: SchemaEvent = {
    type: 'ObjectAnnotated',
    data: { oid: 16_400, column: 0, name: 'sales.orders', text: 'Accepted ones.' },
  };
  it('is written by a developer', () =>
    given(schemaCatalog, recorded('a'))
      .when({ ...note, ...by('developer') })
      .decides(annotated));
  it('is not written by a viewer', () =>
    given(schemaCatalog, recorded('a'))
      .when({ ...note, ...by('viewer') })
      .refused('not-permitted'));
  it('is the same twice', () =>
    given(schemaCatalog, recorded('a'), annotated)
      .when({ ...note, ...by('developer') })
      .decides());
  it('needs a schema that was read', () =>
    given(schemaCatalog)
      .when({ ...note, ...by('developer') })
      .refused('schema-not-read'));
});

describe('drift', () => {
  const adopt = { type: 'AdoptDrift', change: 'vb', note: 'Ours.', ...by('developer') } as const;
  const adopted: SchemaEvent = { type: 'DriftAdopted', data: { change: 'vb', note: 'Ours.' } };
  it('is adopted', () => given(schemaCatalog, recorded('b'), detected).when(adopt).decides(adopted));
  it('is adopted once', () => given(schemaCatalog, recorded('b'), detected, adopted).when(adopt).decides());
  it('may be ignored after all', () =>
    given(schemaCatalog, recorded('b'), detected, adopted)
      .when({ ...adopt, type: 'IgnoreDrift' })
      .decides({ type: 'DriftIgnored', data: { change: 'vb', note: 'Ours.' } }));
  it('must have been seen', () =>
    given(schemaCatalog, recorded('b')).when(adopt).refused('change-not-found'));
  it('says by whom it was made, where the database notes it', () =>
    given(schemaCatalog, recorded('a'))
      .when({ ...record('a', 'b', [item]), trail: { roles: ['carl'], seen: '7:7:' } })
      .decides(recorded('b'), detected, {
        type: 'DriftDetected',
        data: { change: 'vb', roles: ['carl'], seen: '7:7:' },
      }));
  const back: SchemaEvent = {
    type: 'SchemaChangeDetected',
    data: { from_hash: 'vb', to_hash: 'va', changes: [item], change_count: 1 },
  };
  it('that is taken back is over', () =>
    given(schemaCatalog, recorded('a'), recorded('b'), detected, drifted)
      .when(record('b', 'a', [item]))
      .decides(recorded('a'), back, { type: 'DriftReverted', data: { change: 'vb', back_to: 'va' } }));
  it('that was adopted and is taken back is another one', () =>
    given(schemaCatalog, recorded('a'), recorded('b'), detected, adopted)
      .when(record('b', 'a', [item]))
      .decides(recorded('a'), back, {
        type: 'DriftDetected',
        data: { change: 'va', roles: [], seen: null },
      }));
  it('is not for viewers', () =>
    given(schemaCatalog, recorded('b'), detected)
      .when({ ...adopt, ...by('viewer') })
      .refused('not-permitted'));
});

describe('the trail in the database', () => {
  const note = { type: 'NoteTrail', installed: true, team_id, by: { kind: 'user', id: 'ada' } } as const;
  it('is installed by an admin', () =>
    given(schemaCatalog)
      .when({ ...note, holder: { role: 'admin' } })
      .decides({ type: 'TrailInstalled', data: {} }));
  it('is removed by an admin', () =>
    given(schemaCatalog)
      .when({ ...note, installed: false, holder: { role: 'admin' } })
      .decides({ type: 'TrailRemoved', data: {} }));
  it('is not for developers', () =>
    given(schemaCatalog)
      .when({ ...note, holder: { role: 'developer' } })
      .refused('not-permitted'));
});
