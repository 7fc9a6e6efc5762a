import type pg from 'pg';
import type { Presence } from './awareness.js';

/** A document's share of one tick by one person. */
export type Append = {
  view_id: string;
  branch: string;
  update_id: string;
  person: string;
  content: Uint8Array;
  clients: number[];
};

type Entry = Append & { resolve: () => void; reject: (error: unknown) => void };

export const channel = 'pgai_documents';
const retryMs = 500;
/** A notice has less than 8,000 bytes; a longer update is told by its id. */
const longestInNotice = 5_000;

export type Notice = {
  from: string;
  view_id: string;
  branch: string;
  person?: string;
  /** base64 */
  update?: string;
  update_id?: string;
  clients?: number[];
  awareness?: Presence[];
  /** by client, id and name of who it is */
  people?: Record<number, [id: string, name: string]>;
  /** who has just opened the document wants to know who is there */
  ask?: true;
  removed?: true;
};

/** Answers of PostgreSQL that another try will not change: what was sent is at fault. */
const hopeless = /^(22|23|42)/;

/**
 * Makes updates durable: one statement for all that came while the statement before was on its way. It tells the other
 * processes as it commits, so what they hear is stored. While the database is away it tries again.
 */
export class AppendQueue {
  private waiting: Entry[] = [];
  private running: Promise<void> | undefined;
  private stopped = false;

  constructor(
    private readonly pool: pg.Pool,
    private readonly from: string,
  ) {}

  append(append: Append) {
    return new Promise<void>((resolve, reject) => {
      this.waiting.push({ ...append, resolve, reject });
      this.running ??= this.drain().finally(() => {
        this.running = undefined;
      });
    });
  }

  /** Everything so far is stored, or given up. */
  async stop() {
    this.stopped = true;
    await this.running;
  }

  private async drain() {
    await new Promise((resolve) => setImmediate(resolve));
    while (this.waiting.length > 0) {
      const batch = this.waiting.splice(0);
      try {
        await this.store(batch);
        for (const { resolve } of batch) resolve();
      } catch (error) {
        if (batch.length > 1 && hopeless.test(codeOf(error))) await this.oneByOne(batch);
        else if (this.stopped || hopeless.test(codeOf(error))) for (const { reject } of batch) reject(error);
        else {
          this.waiting.unshift(...batch);
          await new Promise((resolve) => setTimeout(resolve, retryMs));
        }
      }
    }
  }

  private async oneByOne(batch: Entry[]) {
    for (const entry of batch) await this.store([entry]).then(entry.resolve, entry.reject);
  }

  private async store(batch: Append[]) {
    const owned = batch.flatMap(({ clients, ...of }) => clients.map((client) => ({ ...of, client })));
    await this.pool.query({
      name: 'document-append',
      text: `with owned as (
               insert into app.document_client (view_id, branch, client_id, person)
               select * from unnest($6::uuid[], $7::text[], $8::bigint[], $9::text[]) on conflict do nothing),
             stored as (
               insert into app.document_update (view_id, branch, update_id, person, content)
               select * from unnest($1::uuid[], $2::text[], $3::uuid[], $4::text[], $5::bytea[])
               on conflict do nothing) -- of a try whose answer was lost
             select pg_notify('${channel}', notice) from unnest($10::text[]) notice`,
      values: [
        batch.map(({ view_id }) => view_id),
        batch.map(({ branch }) => branch),
        batch.map(({ update_id }) => update_id),
        batch.map(({ person }) => person),
        batch.map(({ content }) => Buffer.from(content.buffer, content.byteOffset, content.length)),
        owned.map(({ view_id }) => view_id),
        owned.map(({ branch }) => branch),
        owned.map(({ client }) => client),
        owned.map(({ person }) => person),
        batch.map((append) => JSON.stringify(this.notice(append))),
      ],
    });
  }

  private notice({ view_id, branch, person, update_id, content, clients }: Append): Notice {
    const told = { from: this.from, view_id, branch, person, clients };
    return content.length > longestInNotice
      ? { ...told, update_id }
      : { ...told, update: Buffer.from(content).toString('base64') };
  }
}

const codeOf = (error: unknown) => (error as { code?: string }).code ?? '';
