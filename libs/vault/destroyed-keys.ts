import pg from 'pg';
import type { PersonalVault } from './personal-vault.js';

const channel = 'pgai_key_destroyed';
const againMs = 1_000;

/**
 * Destroys a person's key for good and tells every process that may hold it. The row stays without a key: from then on
 * nobody makes another. May be repeated, and has to be after an older backup brought a key back.
 */
export const destroyKey = (db: pg.Pool | pg.PoolClient, subjectId: string) =>
  db.query(
    `with gone as (
       insert into app.subject_key (subject_id, wrapped_key, erased_at) values ($1, null, now())
       on conflict (subject_id) do update set wrapped_key = null, erased_at = coalesce(subject_key.erased_at, now())
       returning subject_id)
     select pg_notify('${channel}', subject_id::text) from gone`,
    [subjectId],
  );

type Options = { databaseUrl: string; name: string; onLost: (error: Error) => void };

/**
 * Makes a vault forget keys the moment they are destroyed, wherever that happens. While the connection is away the
 * vault's own bound (keyTrustMs) is what counts; once it is back every key is asked for again.
 */
export class DestroyedKeys {
  private client: pg.Client | undefined;
  private retry: NodeJS.Timeout | undefined;
  private stopped = false;

  constructor(
    private readonly vault: PersonalVault,
    private readonly options: Options,
  ) {}

  async listen(): Promise<void> {
    const client = new pg.Client({
      connectionString: this.options.databaseUrl,
      application_name: this.options.name,
      keepAlive: true,
    });
    let reason = new Error('the connection ended');
    client.on('error', (error) => {
      reason = error; // the end follows, and only that counts
    });
    client.on('notification', ({ payload }) => this.vault.forget(payload));
    try {
      await client.connect();
      await client.query(`listen ${channel}`);
    } catch (error) {
      client.end().catch(() => undefined);
      return this.again(error as Error);
    }
    if (this.stopped) return client.end();
    client.once('end', () => this.again(reason));
    this.client = client;
    this.vault.forget();
  }

  async stop() {
    this.stopped = true;
    clearTimeout(this.retry);
    await this.client?.end().catch(() => undefined);
  }

  private again(error: Error) {
    this.client = undefined;
    if (this.stopped) return;
    this.options.onLost(error);
    this.retry = setTimeout(() => void this.listen(), againMs);
    this.retry.unref();
  }
}
