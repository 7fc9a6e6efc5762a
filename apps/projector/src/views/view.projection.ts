import type { ReadTables } from '@pgai/db/tables.js';
import type { CommitData } from '@pgai/domain/views/events.js';
import type { ViewEvent } from '@pgai/domain/views/view.js';
import type { Kysely, Updateable } from 'kysely';
import { type Projected, projection } from '../projection.js';

/** Answers: which views has a team, what do their branches, commits and versions hold, and who keeps one locked? */
export const view = projection<ViewEvent>('view', ['view', 'view_branch', 'view_commit', 'view_version'], {
  ViewCreated: (db, event) => {
    const { team_id, connection_id, name, content, content_hash, dependencies } = event.data;
    const { subject, at, metadata, revision } = event;
    const created = { created_by: metadata.actor.id, created_at: at };
    const first = {
      branch: 'main',
      commit: 1,
      parents: [],
      content,
      content_hash,
      dependencies,
      message: '',
      contributors: [metadata.actor.id],
    };
    return [
      db.insertInto('view').values({
        view_id: subject,
        team_id,
        connection_id,
        name,
        description: content.description,
        profile: content.profile,
        head: 1,
        version: null,
        archived: false,
        ...created,
        updated_at: at,
        revision: Number(revision),
      }),
      db.insertInto('view_branch').values({
        view_id: subject,
        name: 'main',
        team_id,
        head: 1,
        base: null,
        from_branch: null,
        ...created,
      }),
      commit(db, event, first),
    ];
  },

  ViewRenamed: (db, event) => moved(db, event, { name: event.data.name }),
  ViewDescribed: (db, event) => moved(db, event, { description: event.data.description }),
  ViewDraftCommitted: (db, event) => committed(db, event),
  ViewBranchMerged: (db, event) => committed(db, event),

  ViewBranched: (db, event) => {
    const { branch, from, base } = event.data;
    return [
      moved(db, event),
      db.insertInto('view_branch').values({
        view_id: event.subject,
        name: branch,
        team_id: teamOf(event),
        head: base,
        base,
        from_branch: from,
        created_by: event.metadata.actor.id,
        created_at: event.at,
      }),
    ];
  },
  MergeConflictRaised: (db, event) => moved(db, event),
  ViewBranchRemoved: (db, event) => [
    moved(db, event),
    db.deleteFrom('view_branch').where('view_id', '=', event.subject).where('name', '=', event.data.branch),
  ],

  ViewVersionTagged: (db, event) => {
    const { changes, columns, ...version } = event.data;
    return [
      moved(db, event),
      db.insertInto('view_version').values({
        view_id: event.subject,
        team_id: teamOf(event),
        revision: Number(event.revision),
        ...version,
        changes: JSON.stringify(changes),
        columns: JSON.stringify(columns),
        by_id: event.metadata.actor.id,
        at: event.at,
      }),
    ];
  },
  ActiveViewVersionSet: (db, event) => moved(db, event, { version: event.data.version }),

  ViewLocked: (db, event) => {
    const { owner, until, reason } = event.data;
    return moved(db, event, { lock_owner: owner.id, lock_until: until, lock_reason: reason });
  },
  ViewUnlocked: (db, event) => moved(db, event, nobody),
  ViewArchived: (db, event) => moved(db, event, { archived: true, ...nobody }),
});

const nobody = { lock_owner: null, lock_until: null, lock_reason: null };

type Committed = Projected<Extract<ViewEvent, { type: 'ViewDraftCommitted' | 'ViewBranchMerged' }>>;

const committed = (db: Kysely<ReadTables>, event: Committed) => {
  const { branch, commit: head, content } = event.data;
  const { description, profile } = content;
  return [
    moved(db, event, branch === 'main' ? { head, description, profile } : {}),
    db
      .updateTable('view_branch')
      .set({ head })
      .where('view_id', '=', event.subject)
      .where('name', '=', branch),
    commit(db, event, event.data),
  ];
};

const commit = (db: Kysely<ReadTables>, event: Projected<ViewEvent>, data: CommitData) =>
  db.insertInto('view_commit').values({
    view_id: event.subject,
    commit: data.commit,
    team_id: teamOf(event),
    branch: data.branch,
    parents: data.parents,
    content: JSON.stringify(data.content),
    content_hash: data.content_hash,
    dependencies: data.dependencies,
    message: data.message,
    contributors: data.contributors,
    by_id: event.metadata.actor.id,
    at: event.at,
  });

const moved = (
  db: Kysely<ReadTables>,
  { subject, revision, at }: Projected<ViewEvent>,
  change: Updateable<ReadTables['view']> = {},
) =>
  db
    .updateTable('view')
    .set({ ...change, updated_at: at, revision: Number(revision) })
    .where('view_id', '=', subject);

/** Every event of a view is written for its team. */
const teamOf = ({ metadata }: Projected<ViewEvent>) => metadata.team_id ?? '';
