import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import * as Y from 'yjs';
import { type Append, AppendQueue, channel, type Notice } from './append-queue.js';
import { compact } from './compact.js';
import type { DocumentName } from './document-name.js';

/** A document as it is stored: what was compacted first, then the updates since, in no order. */
export type Stored = { parts: Uint8Array[]; owners: Map<number, string> };

/** Whoever edits from within the server has a Yjs client for each edit. */
type Edit = (doc: Y.Doc) => void;

const everybody = 'everybody';

/**
 * Drafts in the platform database, for any number of processes. What was acknowledged is in every `load` from then on;
 * nothing here keeps a document in memory.
 */
export class DocumentStore {
  private readonly edits: AppendQueue;

  constructor(private readonly pool: pg.Pool) {
    this.edits = new AppendQueue(pool, everybody);
  }

  async load(name: DocumentName): Promise<Y.Doc> {
    const { parts } = await this.read(name);
    const doc = new Y.Doc();
    doc.transact(() => {
      for (const part of parts) Y.applyUpdate(doc, part);
    });
    return doc;
  }

  /** An edit by the server: stored when this resolves, and then on its way to all who have the document open. */
  async change(name: DocumentName, by: string, edit: Edit) {
    const append = editOf(await this.load(name), edit, name, by);
    if (append) await this.edits.append(append);
  }

  /** The first edit of a document that is empty; of two processes that want to make it, one does. */
  async fill(name: DocumentName, by: string, edit: Edit) {
    const append = editOf(new Y.Doc(), edit, name, by);
    if (!append) return;
    const { view_id, branch, update_id, person, content, clients } = append;
    await this.within(name, async (client) => {
      await client.query('select pg_advisory_xact_lock(hashtextextended($1, 23))', [`${view_id} ${branch}`]);
      if (!(await nothingIn(client, name))) return;
      await client.query(
        `insert into app.document_update (view_id, branch, update_id, person, content) values ($1, $2, $3, $4, $5)`,
        [view_id, branch, update_id, person, Buffer.from(content)],
      );
      await client.query(
        `insert into app.document_client (view_id, branch, client_id, person)
         select $1, $2, unnest($3::bigint[]), $4 on conflict do nothing`,
        [view_id, branch, clients, person],
      );
      await tell(client, { from: everybody, view_id, branch, update_id, person, clients });
    });
  }

  /**
   * Who wrote something since a marker that an earlier call gave; without one, ever. The marker counts the edits of each
   * person, as deletions leave no trace in a state vector.
   */
  async contributors(name: DocumentName, since?: Uint8Array) {
    const rows = await this.within(name, async (client) => {
      const { rows } = await client.query<{ person: string; edits: number }>(
        `select person, sum(edits)::integer as edits from (
           select person, 1 as edits from app.document_update where (view_id, branch) = ($1, $2)
           union all
           select key, value::integer from app.document_snapshot, jsonb_each_text(edits) where (view_id, branch) = ($1, $2)
         ) edit group by person order by person`,
        [name.view_id, name.branch],
      );
      return rows;
    });
    const before = new Map<string, number>(since?.length ? JSON.parse(Buffer.from(since).toString()) : []);
    const people = rows.filter(({ person, edits }) => edits > (before.get(person) ?? 0));
    const marker = Buffer.from(JSON.stringify(rows.map(({ person, edits }) => [person, edits])));
    return { people: people.map(({ person }) => person), stateVector: new Uint8Array(marker) };
  }

  /** A branch begins as what another has in its draft. */
  async copy(from: DocumentName, to: DocumentName) {
    if (from.view_id !== to.view_id) throw new Error('A draft is copied within its view.');
    await this.within(from, async (client) => {
      for (const [table, columns] of tables)
        await client.query(
          `insert into app.${table} (view_id, branch, ${columns})
           select view_id, $3, ${columns} from app.${table} where (view_id, branch) = ($1, $2)`,
          [from.view_id, from.branch, to.branch],
        );
      await tell(client, { from: everybody, ...to });
    });
  }

  async remove(name: DocumentName) {
    await this.within(name, async (client) => {
      for (const [table] of tables)
        await client.query(`delete from app.${table} where (view_id, branch) = ($1, $2)`, [
          name.view_id,
          name.branch,
        ]);
      await tell(client, { from: everybody, ...name, removed: true });
    });
  }

  isEmpty(name: DocumentName) {
    return this.within(name, (client) => nothingIn(client, name));
  }

  async read({ view_id, branch }: DocumentName): Promise<Stored> {
    return this.within({ view_id }, async (client) => {
      const parts = await client.query<{ content: Buffer }>({
        name: 'document-read',
        text: `select content from app.document_snapshot where (view_id, branch) = ($1, $2)
               union all (select content from app.document_update where (view_id, branch) = ($1, $2) order by stored_at)`,
        values: [view_id, branch],
      });
      const owners = await client.query<{ client_id: string; person: string }>({
        name: 'document-owners',
        text: 'select client_id, person from app.document_client where (view_id, branch) = ($1, $2)',
        values: [view_id, branch],
      });
      return {
        parts: parts.rows.map(({ content }) => content),
        owners: new Map(owners.rows.map(({ client_id, person }) => [Number(client_id), person])),
      };
    });
  }

  /** Turns the updates there are into one snapshot, unless another process is about it. Updates that come meanwhile stay. */
  async compact(name: DocumentName) {
    await this.within(name, async (client) => {
      const key = [name.view_id, name.branch];
      const { rows: lock } = await client.query<{ got: boolean }>(
        'select pg_try_advisory_xact_lock(hashtextextended($1, 23)) as got',
        [key.join(' ')],
      );
      if (!lock[0]?.got) return;
      const snapshot = await client.query<{ content: Buffer; edits: Record<string, number> }>(
        'select content, edits from app.document_snapshot where (view_id, branch) = ($1, $2)',
        key,
      );
      const updates = await client.query<{ update_id: string; person: string; content: Buffer }>(
        'select update_id, person, content from app.document_update where (view_id, branch) = ($1, $2) order by stored_at',
        key,
      );
      if (updates.rows.length === 0) return;
      const edits = new Map(Object.entries(snapshot.rows[0]?.edits ?? {}));
      for (const { person } of updates.rows) edits.set(person, (edits.get(person) ?? 0) + 1);
      const content = await compact([...snapshot.rows, ...updates.rows].map((row) => row.content));
      await client.query(
        `insert into app.document_snapshot (view_id, branch, content, edits) values ($1, $2, $3, $4)
         on conflict (view_id, branch)
         do update set content = excluded.content, edits = excluded.edits, compacted_at = now()`,
        [...key, content, JSON.stringify(Object.fromEntries(edits))],
      );
      await client.query(
        'delete from app.document_update where (view_id, branch) = ($1, $2) and update_id = any ($3)',
        [...key, updates.rows.map(({ update_id }) => update_id)],
      );
    });
  }

  /** Rows of one view, as row-level security has it. */
  private async within<T>({ view_id }: { view_id: string }, work: (client: pg.PoolClient) => Promise<T>) {
    const client = await this.pool.connect();
    let broken: Error | undefined;
    try {
      await client.query('begin');
      await client.query("select set_config('app.view_id', $1, true)", [view_id]);
      const result = await work(client);
      await client.query('commit');
      return result;
    } catch (error) {
      await client.query('rollback').catch((lost: Error) => {
        broken = lost;
      });
      throw error;
    } finally {
      client.release(broken);
    }
  }
}

const tables = [
  ['document_snapshot', 'content, edits'],
  ['document_update', 'update_id, person, content'],
  ['document_client', 'client_id, person'],
] as const;

async function nothingIn(client: pg.PoolClient, { view_id, branch }: DocumentName) {
  const { rows } = await client.query<{ nothing: boolean }>(
    `select not exists (select from app.document_snapshot where (view_id, branch) = ($1, $2))
        and not exists (select from app.document_update where (view_id, branch) = ($1, $2)) as nothing`,
    [view_id, branch],
  );
  return rows[0]?.nothing === true;
}

const tell = (client: pg.PoolClient, notice: Notice) =>
  client.query('select pg_notify($1, $2)', [channel, JSON.stringify(notice)]);

function editOf(doc: Y.Doc, edit: Edit, name: DocumentName, person: string): Append | undefined {
  const updates: Uint8Array[] = [];
  doc.on('update', (update: Uint8Array) => updates.push(update));
  edit(doc);
  if (updates.length === 0) return undefined;
  const content = Y.mergeUpdates(updates);
  return { ...name, update_id: randomUUID(), person, content, clients: [doc.clientID] };
}
