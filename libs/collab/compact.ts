import { Worker } from 'node:worker_threads';
import { joined } from './compact.worker.js';

/** Less than a thread would cost. */
const small = 32_768;
const file = import.meta.url.endsWith('.ts') ? './compact.worker.ts' : './compact.worker.js';

/** One update for many, without what was deleted. In a thread of its own, as it takes its time with large documents. */
export function compact(parts: Uint8Array[]): Promise<Buffer> {
  if (parts.reduce((sum, { length }) => sum + length, 0) < small)
    return Promise.resolve(Buffer.from(joined(parts)));
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL(file, import.meta.url), { workerData: { compacts: parts } });
    worker.once('message', (update: Uint8Array) => resolve(Buffer.from(update)));
    worker.once('error', reject);
    worker.once('exit', () => reject(new Error('The document was not compacted.')));
    worker.unref();
  });
}
