import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../scripts/ports.ts';
import { startPostgres } from '../../scripts/postgres.ts';

/** A PostgreSQL of the test's own, which asks for passwords and can be stopped. */
export async function startOwnPostgres(settings: Record<string, string> = {}) {
  const dataDir = mkdtempSync(join(tmpdir(), 'pgai-own-'));
  const port = await freePort();
  let running: Awaited<ReturnType<typeof startPostgres>> | undefined;
  const start = async (more: Record<string, string> = {}) => {
    const settingsNow = { max_connections: '20', shared_buffers: '8MB', fsync: 'off', ...settings, ...more };
    running = await startPostgres({ dataDir, port, settings: settingsNow });
  };
  const stop = async () => {
    await running?.stop();
    running = undefined;
  };
  await start();
  return {
    dataDir,
    port,
    url: running?.url ?? '',
    start,
    stop,
    async remove() {
      await stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
