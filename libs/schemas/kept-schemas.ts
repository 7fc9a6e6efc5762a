import { promisify } from 'node:util';
import { zstdCompress, zstdDecompress } from 'node:zlib';
import type { Fingerprint } from '@pgai/catalog/fingerprint.js';
import type { Catalog } from '@pgai/catalog/model.js';
import type { TrailEntry } from '@pgai/catalog/trail.js';
import type pg from 'pg';

const [compress, decompress] = [promisify(zstdCompress), promisify(zstdDecompress)];

/** The newest that is known of a database, and since when it is known to be so. */
export type KeptSchema = {
  catalog: Catalog;
  fingerprint: Fingerprint;
  content_hash: string;
  version_hash: string;
  read_at: Date;
  checked_at: Date;
};

type WatchRow = Omit<KeptSchema, 'catalog' | 'fingerprint'> & { fingerprint: Buffer };

const inMemory = 8;

/** Snapshots in the platform's database; those used last are in memory too, as their content never changes. */
export class KeptSchemas {
  private readonly catalogs = new Map<string, Catalog>();

  constructor(private readonly pool: pg.Pool) {}

  async newest(teamId: string, connectionId: string): Promise<KeptSchema | undefined> {
    const row = await this.within(teamId, async (client) => {
      const { rows } = await client.query<WatchRow>(
        `select content_hash, version_hash, fingerprint, read_at, checked_at from app.schema_watch
         where connection_id = $1 and content_hash is not null`,
        [connectionId],
      );
      return rows[0];
    });
    if (!row) return undefined;
    const catalog = await this.catalog(teamId, row.content_hash);
    return catalog && { ...row, catalog, fingerprint: await readFingerprint(row.fingerprint) };
  }

  /** The newest catalog alone, for who asks often. */
  async newestCatalog(teamId: string, connectionId: string): Promise<Catalog | undefined> {
    const hash = await this.within(teamId, async (client) => {
      const { rows } = await client.query<{ content_hash: string }>(
        'select content_hash from app.schema_watch where connection_id = $1 and content_hash is not null',
        [connectionId],
      );
      return rows[0]?.content_hash;
    });
    return hash === undefined ? undefined : this.catalog(teamId, hash);
  }

  async catalog(teamId: string, contentHash: string): Promise<Catalog | undefined> {
    const key = `${teamId} ${contentHash}`;
    const known = this.catalogs.get(key);
    if (known) {
      this.remember(key, known);
      return known;
    }
    const body = await this.within(teamId, async (client) => {
      const { rows } = await client.query<{ body: Buffer }>(
        'select body from app.schema_snapshot where team_id = $1 and content_hash = $2',
        [teamId, contentHash],
      );
      return rows[0]?.body;
    });
    if (!body) return undefined;
    const catalog = JSON.parse((await decompress(body)).toString()) as Catalog;
    this.remember(key, catalog);
    return catalog;
  }

  /** Before the event that names it: a snapshot nobody names costs space and no more. */
  async keep(teamId: string, contentHash: string, content: string, catalog: Catalog) {
    const body = await compress(content);
    await this.within(teamId, (client) =>
      client.query(
        `insert into app.schema_snapshot (team_id, content_hash, body) values ($1, $2, $3) on conflict do nothing`,
        [teamId, contentHash, body],
      ),
    );
    this.remember(`${teamId} ${contentHash}`, catalog);
  }

  /** The newest, as of now. */
  async note(teamId: string, connectionId: string, kept: Omit<KeptSchema, 'catalog'>, ms: number) {
    const { content_hash, version_hash, fingerprint, read_at, checked_at } = kept;
    const body = await compress(
      JSON.stringify([
        [...fingerprint.relations.keys()],
        [...fingerprint.relations.values()],
        fingerprint.others,
      ]),
    );
    await this.within(teamId, (client) =>
      client.query(
        `insert into app.schema_watch as w
           (connection_id, team_id, content_hash, version_hash, fingerprint, read_at, checked_at, check_ms)
         values ($1, $2, $3, $4, $5, $6, $7, $8)
         on conflict (connection_id) do update set content_hash = $3, version_hash = $4, fingerprint = $5,
           read_at = $6, checked_at = $7, check_ms = $8
         where w.checked_at is null or w.checked_at < $7`,
        [connectionId, teamId, content_hash, version_hash, body, read_at, checked_at, ms],
      ),
    );
  }

  /** Before the event of the change; two who read the same note it once. */
  async noteTrail(teamId: string, connectionId: string, change: string, entries: readonly TrailEntry[]) {
    if (entries.length === 0) return;
    await this.within(teamId, (client) =>
      client.query(
        `insert into app.schema_trail
           (connection_id, team_id, change, txid, entry, at, role, application, address, command, object)
         select $1, $2, $3, e.txid, e.id, e.at, e.role, e.application, e.address, e.command, e.object
         from json_to_recordset($4) as e (txid text, id bigint, at timestamptz, role text, application text, address text,
           command text, object text)
         on conflict do nothing`,
        [connectionId, teamId, change, JSON.stringify(entries)],
      ),
    );
  }

  private remember(key: string, catalog: Catalog) {
    this.catalogs.delete(key);
    this.catalogs.set(key, catalog);
    const [oldest] = this.catalogs.keys();
    if (this.catalogs.size > inMemory && oldest) this.catalogs.delete(oldest);
  }

  /** Says for which team it is, as row-level security asks of the API. */
  private async within<T>(teamId: string, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
    const client = await this.pool.connect();
    try {
      await client.query('begin');
      await client.query(`select set_config('app.team_id', $1, true)`, [teamId]);
      const done = await work(client);
      await client.query('commit');
      return done;
    } catch (error) {
      await client.query('rollback').catch(() => undefined);
      throw error;
    } finally {
      client.release();
    }
  }
}

async function readFingerprint(body: Buffer): Promise<Fingerprint> {
  const [oids, parts, others] = JSON.parse((await decompress(body)).toString()) as [
    number[],
    number[],
    number[],
  ];
  return { relations: new Map(oids.map((oid, i) => [oid, parts[i] ?? 0])), others };
}
