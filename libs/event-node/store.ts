import { Commits } from './commits.js';
import { HeadReader } from './head-reader.js';
import { Heads } from './heads.js';
import { Log } from './log.js';
import type { Unavailable } from './refusal.js';
import { Retries } from './retries.js';
import { systemEvents } from './system-events.js';
import { Writer } from './writer.js';
import { WriterSession } from './writer-session.js';

/** The committed log and the one way to add to it. */
export type Store = {
  writer: Writer;
  log: Log;
  heads: HeadReader;
  commits: Commits;
  /** Resolves when the node can no longer know what is stored; it must end then. */
  failed: Promise<unknown>;
  close(reason: Unavailable): Promise<void>;
};

export async function openStore(databaseUrl: string): Promise<Store> {
  const session = await WriterSession.open(databaseUrl);
  const log = new Log(databaseUrl);
  const commits = new Commits(await session.lastPosition());
  if (commits.head === 0n) {
    const events = systemEvents();
    await session.insert(events);
    commits.publish(events);
  }

  const failure = Promise.withResolvers<unknown>();
  const heads = new Heads();
  const writer = new Writer(session, new Retries(log), heads, commits, failure.resolve);
  return {
    writer,
    log,
    commits,
    heads: new HeadReader(log, heads, commits),
    failed: Promise.race([failure.promise, session.lost]),
    async close(reason) {
      await writer.stop(reason);
      await Promise.allSettled([session.close(), log.close()]);
    },
  };
}
